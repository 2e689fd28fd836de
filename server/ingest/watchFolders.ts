import { type FSWatcher, watch } from 'node:fs';

/** Watching is a hint only: where it is not to be had, polling goes on and one notice says so. */
export interface FolderWatch {
  /** Watches folders where new runs may appear. */
  watch(folders: readonly string[]): void;
  /** Watches the folder of a run that moves; the least recently active one is let go above the limit. */
  watchActive(folder: string): void;
  close(): void;
}

const PARENTS = 2_000;
const ACTIVE = 500;

export function watchFolders(onEvent: (folder: string) => void, onNotice: (notice: string) => void): FolderWatch {
  const parents = new Map<string, FSWatcher>();
  const active = new Map<string, FSWatcher>();
  const begin = (folder: string, into: Map<string, FSWatcher>): void => {
    try {
      const watcher = watch(folder, { persistent: false }, () => onEvent(folder));
      const drop = (): void => {
        watcher.close();
        into.delete(folder);
      };
      watcher.on('error', drop);
      into.set(folder, watcher);
    } catch {
      onNotice('the system watches no more folders: changes are found by looking, every few seconds');
    }
  };
  return {
    watch: (folders) => {
      const wanted = new Set(folders.slice(0, PARENTS));
      for (const [folder, watcher] of parents) {
        if (wanted.has(folder)) continue;
        watcher.close();
        parents.delete(folder);
      }
      for (const folder of wanted) if (!parents.has(folder)) begin(folder, parents);
    },
    watchActive: (folder) => {
      const known = active.get(folder);
      if (known !== undefined) {
        active.delete(folder);
        active.set(folder, known);
        return;
      }
      const [oldest] = active.keys();
      if (active.size >= ACTIVE && oldest !== undefined) {
        active.get(oldest)?.close();
        active.delete(oldest);
      }
      begin(folder, active);
    },
    close: () => {
      for (const watcher of [...parents.values(), ...active.values()]) watcher.close();
    },
  };
}
