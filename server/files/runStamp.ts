import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What the files that a run's metrics come from looked like at one moment. */
export interface RunStamp {
  /** Equal texts mean equal files, provided that the earlier stamp was `settled`. */
  text: string;
  /**
   * False when a file changed so recently that a second change in the same tick of the file system's clock would leave
   * the stamp as it is.
   */
  settled: boolean;
}

/** Longer than the coarsest clock of a file system in use (FAT: 2 s). */
const SETTLED_AFTER_MS = 2_100;

const METRIC_FILES = /^(events(\..+)?\.jsonl|(meta|status|summary)\.json)$/;

/** Looks at a run folder without reading any file. Never throws: a folder that is gone has a stamp too. */
export async function runStamp(folder: string, now: () => number = Date.now): Promise<RunStamp> {
  const names = await readdir(folder).catch(() => []);
  const wanted = names.filter((name) => METRIC_FILES.test(name)).sort();
  const parts = await Promise.all(wanted.map((name) => fileStamp(join(folder, name))));
  const newest = parts.reduce((most, part) => Math.max(most, part.changedMs), 0);
  return {
    text: wanted.map((name, index) => `${name} ${parts[index]?.text}`).join('\n'),
    settled: wanted.length > 0 && now() - newest > SETTLED_AFTER_MS,
  };
}

/** Identity, size and both times of one file. mtime can be set back by whoever writes, ctime cannot. */
async function fileStamp(path: string): Promise<{ text: string; changedMs: number }> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    const changedMs = Number(ctimeNs / 1_000_000n);
    return { text: `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`, changedMs };
  } catch {
    return { text: 'gone', changedMs: Number.POSITIVE_INFINITY };
  }
}
