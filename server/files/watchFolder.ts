import { watch } from 'node:fs';

/**
 * Calls back when a file of this name in the folder changes, as far as the system tells. A hint only: it may come twice,
 * late or never. Returns how to stop, or null when the folder cannot be watched (now).
 */
export function watchFolder(
  folder: string,
  name: string,
  onChange: () => void,
  onEnd: () => void,
): (() => void) | null {
  try {
    const watcher = watch(folder, { persistent: false }, (_event, changed) => {
      if (changed === null || changed === name) onChange();
    });
    watcher.on('error', () => {
      watcher.close();
      onEnd();
    });
    return () => watcher.close();
  } catch {
    return null;
  }
}
