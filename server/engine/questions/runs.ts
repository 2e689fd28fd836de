import { basename } from 'node:path';
import type { Health } from '../../../shared/health.ts';
import { isNamed, listProjects, listRuns } from '../../query/listRuns.ts';
import { runDetail } from '../../query/runRows.ts';
import { runsBody } from '../../query/runsBody.ts';
import { failed, ok } from '../answer.ts';
import type { RunQuestions } from '../api.ts';
import type { EngineContext } from '../context.ts';

/** What runs are there, what each of them is, and how the engine does. */
export function runQuestions(context: EngineContext): RunQuestions {
  const { find, fullRow, indexer, numbers, now, row, rows, viewRuns, withRun } = context;
  return {
    runs: async (query) => {
      const names = query.ids === null ? null : new Set(query.ids);
      const runs = [...indexer.runs.values()];
      await viewRuns(names === null ? runs : runs.filter((run) => isNamed(row(run), names)));
      const listed = listRuns(rows(), query);
      if (listed.ok) return ok({ body: runsBody(listed.rows), total: listed.total });
      const { position, reason } = listed.error;
      return failed(422, `filter: ${reason}, at ${position + 1}`);
    },
    projects: async () => ok(listProjects(rows())),
    run: (ref) =>
      withRun(ref, async (run) => {
        await fullRow(run);
        return ok(runDetail(run, numbers, now()));
      }),
    locate: async (ref) => {
      const found = find(ref);
      if (!found.ok) return found;
      const run = found.value;
      return ok({ id: row(run).id, dir: run.path, singleFile: run.single !== '', version: run.version });
    },
    health: async () => health(context),
  };
}

function health({ indexer, notes, now, version }: EngineContext): Health {
  const indexing = indexer.progress();
  const runs = [...indexer.runs.values()];
  return {
    status: 'ok',
    version,
    as_of: now(),
    roots: indexer.roots.map((root) => ({
      name: root.single || basename(root.path),
      read_only: notes.get(root.path)?.readOnly ?? false,
      reachable: !indexer.unreachable.has(root.path),
      runs: runs.filter((run) => run.root === root.path).length,
    })),
    indexing,
    pending_bytes: indexing.bytes_total - indexing.bytes_done,
    quarantined_lines: runs.reduce(
      (sum, run) => sum + [...run.files.values()].reduce((n, file) => n + file.cursor.quarantinedLines, 0),
      0,
    ),
    unreadable: Object.fromEntries(unreadableOf(indexer)),
    notices: [...indexer.notices],
  };
}

/** Formats without a reader, with how many of each over all roots. */
function unreadableOf({ walked }: EngineContext['indexer']): Map<string, number> {
  const all = new Map<string, number>();
  for (const { unreadable } of walked.values())
    for (const [format, n] of unreadable) all.set(format, (all.get(format) ?? 0) + n);
  return all;
}
