import { join } from 'node:path';
import { markDeleted, measureRun, removeRun, unmarkDeleted } from '../../files/deleteRun.ts';
import { readRunJson } from '../../files/readRunJson.ts';
import type { RunState } from '../../ingest/runState.ts';
import { failed, ok } from '../answer.ts';
import type { Answer, DeletedRun, EditQuestions } from '../api.ts';
import type { EngineContext } from '../context.ts';

/** What people do to runs: rename, tag, note, delete, restore. */
export function editQuestions(context: EngineContext): EditQuestions {
  const { indexer } = context;
  return {
    editRun: async (ref, change) => {
      const found = context.find(ref);
      if (!found.ok) return found;
      try {
        context.edits.set(found.value, change);
      } catch {
        return failed(507, 'The change could not be written: nothing was changed');
      }
      context.applyEdits();
      return ok(context.row(found.value));
    },
    deleteRun: async (ref) => {
      const found = context.find(ref);
      if (!found.ok) return found;
      const run = found.value;
      if (run.single !== '') return failed(409, `Run ${ref} is a single file: it can only be deleted by hand`);
      const row = context.row(run);
      const marked = await attempt(() => markDeleted(run.path, context.now(), row.status));
      if (!marked.ok) return marked;
      await indexer.walk();
      return ok({ id: row.id, path: row.path });
    },
    deletedRuns: async () => ok(deletedRuns(context)),
    restoreRun: async (ref) => {
      const found = findDeleted(ref, context);
      if (!found.ok) return found;
      const unmarked = await attempt(() => unmarkDeleted(found.value.folder));
      if (!unmarked.ok) return unmarked;
      await indexer.walk();
      return ok({ id: found.value.id, path: found.value.path });
    },
    removeRun: async (ref, dryRun) => {
      const found = findDeleted(ref, context);
      if (!found.ok) return found;
      const { folder, id, path } = found.value;
      if (holdsOthers(folder, context))
        return failed(409, `The folder of ${ref} holds other runs: nothing was deleted`);
      const measured = await attempt(() => measureRun(folder));
      if (!measured.ok) return measured;
      if (!dryRun) {
        const removed = await attempt(() => removeRun(folder));
        if (!removed.ok) return removed;
        await indexer.walk();
      }
      return ok({ id, path, ...measured.value, removed: !dryRun });
    },
  };
}

type Found = DeletedRun & { folder: string };

function foldersOfDeleted({ indexer }: EngineContext): Found[] {
  return indexer.deleted.map(({ root, dir }) => {
    const segments = dir.split('/');
    const folder = join(root, dir);
    const said = readRunJson(join(folder, '.deleted'));
    const meta = readRunJson(join(folder, 'meta.json'));
    const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
    return {
      id: segments.at(-1) ?? '',
      path: segments.slice(0, -1).join('/'),
      alias: meta.ok ? text(meta.value.alias) : null,
      deleted_at: said.ok && typeof said.value.deleted_at === 'number' ? said.value.deleted_at : null,
      original_status: said.ok ? text(said.value.original_status) : null,
      folder,
    };
  });
}

function deletedRuns(context: EngineContext): DeletedRun[] {
  return foldersOfDeleted(context)
    .map(({ folder, ...run }) => run)
    .sort((a, b) => (b.deleted_at ?? 0) - (a.deleted_at ?? 0));
}

function findDeleted(ref: string, context: EngineContext): Answer<Found> {
  const full = (run: DeletedRun): string => (run.path === '' ? run.id : `${run.path}/${run.id}`);
  const found = foldersOfDeleted(context).filter((run) => full(run) === ref || run.id === ref);
  const exact = found.find((run) => full(run) === ref && ref.includes('/'));
  const [first] = found;
  if (exact !== undefined) return ok(exact);
  if (first === undefined) return failed(404, `Run not in the recycle bin: ${ref}`);
  if (found.length === 1) return ok(first);
  return failed(409, `Several deleted runs have the id ${ref}: name one by path/id`, found.map(full).sort());
}

function holdsOthers(folder: string, { indexer }: EngineContext): boolean {
  const below = `${folder}/`;
  const isBelow = (run: Pick<RunState, 'path'>): boolean => `${run.path}/`.startsWith(below) && run.path !== folder;
  return (
    [...indexer.runs.values()].some(isBelow) ||
    indexer.deleted.some(({ root, dir }) => isBelow({ path: join(root, dir) }))
  );
}

async function attempt<T>(work: () => Promise<T>): Promise<Answer<T>> {
  try {
    return ok(await work());
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return failed(404, 'The run is not there any more');
    return failed(409, `The folder of this run cannot be changed (${code ?? 'unknown'})`);
  }
}
