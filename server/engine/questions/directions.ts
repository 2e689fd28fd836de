import { failed, ok } from '../answer.ts';
import type { DirectionQuestions } from '../api.ts';
import type { EngineContext } from '../context.ts';

/** What people say of metrics: which end is the best. */
export function directionQuestions(context: EngineContext): DirectionQuestions {
  return {
    setDirection: async ({ project, metric, mode }) => {
      const runs = [...context.indexer.runs.values()].filter((run) => context.row(run).project === project);
      if (runs.length === 0) return failed(404, `Project not found: ${project}`);
      const before = runs.map(({ directions }) => directions.get(metric)).find((end) => end != null) ?? null;
      try {
        for (const root of new Set(runs.map((run) => run.root)))
          context.edits.setDirection(root, project, metric, mode);
      } catch {
        return failed(507, 'The change could not be written');
      }
      context.applyEdits();
      return ok({ before });
    },
  };
}
