import { ENTRY_BYTES } from '../columns/directory.ts';
import type { EngineContext } from './context.ts';

/** From where on reading the directory of a series is what its first chart waits for longest, and how much is read. */
const LONG = {
  points: 4_000_000,
  entries: 4_096,
  /** Half of what the reader keeps of directories. */
  mostBytes: 32 * 1024 * 1024,
};

/**
 * Reads the directories of long series before somebody asks for their chart, runs that wrote last first, and waits for
 * `rest` before each run.
 */
export async function readAhead(
  { indexer, reader, row }: Pick<EngineContext, 'indexer' | 'reader' | 'row'>,
  rest: () => Promise<void>,
  { points, entries, mostBytes } = LONG,
): Promise<void> {
  let bytes = 0;
  const long = [...indexer.runs.values()].filter((run) => run.totals.points >= points);
  for (const run of long.sort((a, b) => row(b).last_active - row(a).last_active)) {
    await rest();
    const work = async (): Promise<void> => {
      for (const { sources } of await reader.series(run)) {
        for (const { series } of sources) {
          if (series.entries < entries || bytes + series.entries * ENTRY_BYTES > mostBytes) continue;
          bytes += series.entries * ENTRY_BYTES;
          await reader.directory(series);
        }
      }
    };
    // A run whose folder went meanwhile is passed over.
    await indexer.withCurrent(run, work).catch(() => {});
  }
}
