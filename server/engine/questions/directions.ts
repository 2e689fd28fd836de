import { failed, ok } from '../answer.ts';
import type { DirectionQuestions } from '../api.ts';
import type { EngineContext } from '../context.ts';

/** What people say of metrics: which end is the best. */
export function directionQuestions(context: EngineContext): DirectionQuestions {
  return {
    setDirection: async ({ project, metric, mode }) => {
      const runs = [...context.indexer.runs.values()].filter((run) => context.row(run).project === project);
      if (runs.length === 0) return failed(404, `Project not found: ${project}`);
      const before = new Map(
        runs.map(({ root, directions }) => [root, directions.get(project)?.get(metric) ?? null] as const),
      );
      const written: string[] = [];
      try {
        for (const root of before.keys()) {
          context.edits.setDirection(root, project, metric, mode);
          written.push(root);
        }
      } catch {
        // One of several roots cannot be written: the others say again what they said.
        for (const root of written) context.edits.setDirection(root, project, metric, before.get(root) ?? null);
        return failed(507, 'The change could not be written');
      }
      context.applyEdits();
      return ok({ before: [...before.values()].find((end) => end !== null) ?? null });
    },
  };
}
