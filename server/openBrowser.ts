import open from 'open';

/** Opens the page. That it cannot be opened is no error: the address is on the terminal. */
export function openBrowser(address: string): void {
  open(address).catch(() => {});
}
