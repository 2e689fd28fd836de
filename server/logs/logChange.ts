import type { LogFile } from './logFile.ts';

/** Waits until the log is no longer at `version`, the signal aborts, or `atMostMs` have passed. Never rejects. */
export function logChange(file: LogFile, version: number, signal: AbortSignal, atMostMs?: number): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted || file.version !== version) {
      resolve();
      return;
    }
    const stop = file.onChange(finish);
    signal.addEventListener('abort', finish, { once: true });
    const timer = atMostMs === undefined ? undefined : setTimeout(finish, atMostMs);
    function finish(): void {
      stop();
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    }
  });
}
