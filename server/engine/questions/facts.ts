import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ok } from '../answer.ts';
import type { FactQuestions } from '../api.ts';
import type { EngineContext } from '../context.ts';

/** What a run's lines say beside metrics. It is asked of the store: what is in memory only goes there first. */
export function factQuestions({ store, indexer, withRun }: EngineContext): FactQuestions {
  return {
    images: (ref) =>
      withRun(ref, async (run) => {
        await indexer.commit(run);
        const images = await store.listImages(run.id);
        return ok(
          images.map(({ key, path, step, caption, time }) => ({
            key,
            path,
            step,
            caption,
            time,
            exists: isBelow(path) && existsSync(join(run.path, path)),
          })),
        );
      }),
    annotations: (ref) =>
      withRun(ref, async (run) => {
        await indexer.commit(run);
        const found = await store.listAnnotations(run.id);
        return ok(found.map(({ text, metadata, step, time }) => ({ text, metadata, step, time })));
      }),
    quarantine: (ref, page) =>
      withRun(ref, async (run) => {
        await indexer.commit(run);
        const found = await store.listQuarantined(run.id, page.offset, page.limit);
        const total = [...run.files.values()].reduce((sum, file) => sum + file.cursor.quarantinedLines, 0);
        return ok({ rows: found.map((row) => ({ ...row, line: row.line + 1 })), total });
      }),
  };
}

/** A path that leaves the run's folder exists for nobody. */
function isBelow(path: string): boolean {
  return !path.startsWith('/') && !path.split(/[\\/]/).includes('..');
}
