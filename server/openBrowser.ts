import open from 'open';

/** Whether a browser window could be seen: not over SSH, not in CI, and on Linux only with a display. */
export function hasDisplay(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean {
  if (env.SSH_CONNECTION || env.SSH_TTY || env.CI) return false;
  return platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** Opens the page where there is a display. That it cannot be opened is no error: the address is on the terminal. */
export function openBrowser(address: string, env: NodeJS.ProcessEnv): void {
  if (hasDisplay(env, process.platform)) open(address).catch(() => {});
}
