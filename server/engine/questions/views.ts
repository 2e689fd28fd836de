import { join } from 'node:path';
import { readViews, removeView, writeView } from '../../files/savedViews.ts';
import { failed, ok } from '../answer.ts';
import type { EngineContext } from '../context.ts';
import type { ViewQuestions } from '../tableQuestions.ts';

/**
 * Saved views: files beside the runs, so that they can be read, kept in git and shared. They are read from every root and
 * written to the first; those in a read-only root are shown, and what is written there goes to the overlay, which wins.
 */
export function viewQuestions({ notes, now }: EngineContext): ViewQuestions {
  const roots = [...notes].map(([root, note]) => ({ own: join(root, '.stepwell', 'views'), note }));
  const writable = (note: { folder: string }): string => join(note.folder, 'views');
  const home = roots[0];
  const read = async (): Promise<Awaited<ReturnType<typeof readViews>>> => {
    const all: Awaited<ReturnType<typeof readViews>> = new Map();
    for (const { own, note } of roots.toReversed()) {
      if (note.readOnly) for (const [name, view] of await readViews(own, true)) all.set(name, view);
      for (const [name, view] of await readViews(writable(note), false)) all.set(name, view);
    }
    return all;
  };
  return {
    views: async () => ok([...(await read()).values()].sort((a, b) => (a.name < b.name ? -1 : 1))),
    putView: async (name, body) => {
      if (home === undefined) return failed(409, 'No folder is served that a view could be written to');
      try {
        return ok(await writeView(writable(home.note), name, body, now()));
      } catch {
        return failed(507, 'The view could not be written');
      }
    },
    deleteView: async (name) => {
      const view = (await read()).get(name);
      if (view === undefined) return failed(404, `There is no view ${name}`);
      if (view.read_only) return failed(409, `The view ${name} lies in a folder that cannot be written`);
      try {
        for (const { note } of roots) await removeView(writable(note), name);
        return ok({ name });
      } catch {
        return failed(507, `The view ${name} could not be deleted`);
      }
    },
  };
}
