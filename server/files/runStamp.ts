import { type BigIntStats, readdirSync, statSync } from 'node:fs';
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

/**
 * Looks at a run folder without reading any file. Never fails: a folder that is gone has a stamp too. Of a file system that
 * other machines serve the answer is waited for; of a local one it is taken at once, as handing five looks to other threads
 * and back takes longer than they do.
 */
export function runStamp(
  folder: string,
  onNetwork: boolean,
  now: () => number = Date.now,
): RunStamp | Promise<RunStamp> {
  if (onNetwork) return lookAcross(folder, now);
  const names = metricFiles(attempt(() => readdirSync(folder)) ?? []);
  const files = names.map((name) => attempt(() => statSync(join(folder, name), { bigint: true })));
  return stampOf(names, files, now);
}

async function lookAcross(folder: string, now: () => number): Promise<RunStamp> {
  const names = metricFiles(await readdir(folder).catch(() => []));
  const files = await Promise.all(names.map((name) => stat(join(folder, name), { bigint: true }).catch(() => null)));
  return stampOf(names, files, now);
}

function metricFiles(names: string[]): string[] {
  return names.filter((name) => METRIC_FILES.test(name)).sort();
}

function attempt<T>(look: () => T): T | null {
  try {
    return look();
  } catch {
    return null;
  }
}

/** Identity, size and both times of each file. mtime can be set back by whoever writes, ctime cannot. */
function stampOf(names: string[], files: (BigIntStats | null)[], now: () => number): RunStamp {
  let newest = 0;
  const parts = files.map((file, i) => {
    newest = Math.max(newest, file === null ? Number.POSITIVE_INFINITY : Number(file.ctimeNs / 1_000_000n));
    const look = file === null ? 'gone' : `${file.dev} ${file.ino} ${file.size} ${file.mtimeNs} ${file.ctimeNs}`;
    return `${names[i]} ${look}`;
  });
  return { text: parts.join('\n'), settled: names.length > 0 && now() - newest > SETTLED_AFTER_MS };
}
