import { join } from 'node:path';
import type { DeletedRun } from '../../../shared/deletedRun.ts';
import {
  holdsOtherRuns,
  markDeleted,
  measureRun,
  NotThatFolder,
  removeRun,
  unmarkDeleted,
} from '../../files/deleteRun.ts';
import { readRunJson } from '../../files/readRunJson.ts';
import { runPlace } from '../../query/runPlace.ts';
import { failed, ok } from '../answer.ts';
import type { Answer, EditQuestions } from '../api.ts';
import type { EngineContext } from '../context.ts';
import { findPlaced, placed } from '../findPlaced.ts';

/** What people do to runs: rename, tag, note, delete, restore. */
export function editQuestions(context: EngineContext): EditQuestions {
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
      await context.viewRuns([found.value]);
      return ok(context.row(found.value));
    },
    deleteRun: async (ref) => {
      const found = context.find(ref);
      if (!found.ok) return found;
      const run = found.value;
      const refused = readOnlyRoot(run.root, context);
      if (refused !== null) return refused;
      if (run.single !== '') return failed(409, `Run ${ref} is a single file: it can only be deleted by hand`);
      const row = context.row(run);
      const marked = await attempt(() => markDeleted(run.path, context.now(), row.status));
      if (!marked.ok) return marked;
      await look(context);
      return ok({ id: row.id, path: row.path });
    },
    deletedRuns: async () => ok(deletedRuns(context)),
    restoreRun: async (ref) => {
      const found = findDeleted(ref, context);
      if (!found.ok) return found;
      const refused = readOnlyRoot(found.value.root, context);
      if (refused !== null) return refused;
      const unmarked = await attempt(() => unmarkDeleted(found.value.folder));
      if (!unmarked.ok) return unmarked;
      await look(context);
      return ok({ id: found.value.id, path: found.value.path });
    },
    removeRun: async (ref, dryRun) => {
      const found = findDeleted(ref, context);
      if (!found.ok) return found;
      const { folder, root, id, path } = found.value;
      const refused = dryRun ? null : readOnlyRoot(root, context);
      if (refused !== null) return refused;
      if (folder === root) return failed(409, `${ref} is the served folder itself: it can only be deleted by hand`);
      const measured = await attempt(() => measureRun(folder));
      if (!measured.ok) return measured;
      const others = await attempt(() => holdsOtherRuns(folder));
      if (!others.ok) return others;
      if (others.value) return failed(409, `The folder of ${ref} holds other runs: nothing was deleted`);
      if (!dryRun) {
        const removed = await attempt(() => removeRun(folder));
        // What could not be removed is still in the bin, and another try goes on with it.
        await look(context);
        if (!removed.ok) return removed;
      }
      return ok({ id, path, ...measured.value, removed: !dryRun });
    },
  };
}

type Found = DeletedRun & { root: string; dir: string; single: ''; folder: string };

function foldersOfDeleted({ indexer }: EngineContext): Found[] {
  return indexer.deleted.map(({ root, dir }) => {
    const folder = join(root, dir);
    const said = readRunJson(join(folder, '.deleted'));
    const meta = readRunJson(join(folder, 'meta.json'));
    const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
    const { id, path } = runPlace({ root, dir, single: '' }, {});
    return {
      id,
      path,
      alias: meta.ok ? text(meta.value.alias) : null,
      deleted_at: said.ok && typeof said.value.deleted_at === 'number' ? said.value.deleted_at : null,
      original_status: said.ok ? text(said.value.original_status) : null,
      root,
      dir,
      single: '',
      folder,
    };
  });
}

function deletedRuns(context: EngineContext): DeletedRun[] {
  return foldersOfDeleted(context)
    .map(({ root, dir, single, folder, ...run }) => run)
    .sort((a, b) => (b.deleted_at ?? 0) - (a.deleted_at ?? 0));
}

function findDeleted(ref: string, context: EngineContext): Answer<Found> {
  return findPlaced(
    ref,
    foldersOfDeleted(context).map((run) => placed(run, context.roots)),
    'in the recycle bin',
  );
}

/** A folder that is meant not to be written is not, even where this user could. */
function readOnlyRoot(root: string, { notes }: EngineContext): ReturnType<typeof failed> | null {
  if (notes.get(root)?.readOnly !== true) return null;
  return failed(409, 'The folder of this run is read-only: nothing was changed');
}

/** The folder has changed; where the index cannot follow now (its disk is full), a later walk makes it. */
async function look({ indexer }: EngineContext): Promise<void> {
  try {
    await indexer.walk();
  } catch {
    indexer.notices.add('the index cannot be written: what was deleted or restored shows later');
  }
}

/** Work on a folder that somebody else may be removing meanwhile. */
async function attempt<T>(work: () => Promise<T>): Promise<Answer<T>> {
  try {
    return ok(await work());
  } catch (error) {
    if (error instanceof NotThatFolder) return failed(409, error.message);
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return failed(404, 'The run is not there any more');
    return failed(409, `The folder of this run cannot be changed (${code ?? 'unknown'})`);
  }
}
