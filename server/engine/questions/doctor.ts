import type { Diagnosis, Finding } from '../../../shared/doctor.ts';
import type { RunRow } from '../../../shared/run.ts';
import type { RunState } from '../../ingest/runState.ts';
import { ok } from '../answer.ts';
import type { EngineContext } from '../context.ts';
import type { DoctorQuestions } from '../doctorQuestions.ts';
import { noticeFindings, repeatedIds, rootFindings } from './rootFindings.ts';
import { countFindings, fileFindings, lineFinding } from './runFindings.ts';

/** What could not be used, and what to do about it. Every quarantined line is counted; those beyond the limit are not listed. */
export function doctorQuestions(context: EngineContext): DoctorQuestions {
  const { indexer } = context;
  return {
    diagnose: async (limit) => {
      await indexer.walk();
      const rows: RunRow[] = [];
      const problems: Finding[] = [];
      const notes: Finding[] = noticeFindings(context);
      let [unlisted, listed] = [0, 0];
      for (const run of [...indexer.runs.values()].sort(byPlace)) {
        await indexer.withCurrent(run, async () => {
          const row = context.row(run);
          rows.push(row);
          for (const finding of [...fileFindings(run, row, indexer.progress().indexing), ...countFindings(run, row)])
            (finding.severity === 'problem' ? problems : notes).push(finding);
          const lines = await quarantined(run, row, limit - listed, context);
          problems.push(...lines);
          listed += lines.length;
          unlisted += row.quarantined_lines - lines.length;
        });
      }
      for (const finding of [...repeatedIds(rows), ...rootFindings(context)])
        (finding.severity === 'problem' ? problems : notes).push(finding);
      return ok({
        findings: [...problems, ...notes].slice(0, limit),
        total: problems.length + notes.length + unlisted,
        problems: problems.length + unlisted,
        checked: checked(context),
      });
    },
  };
}

/** The same order whatever the disk or the index says first. */
function byPlace(a: RunState, b: RunState): number {
  const place = ({ root, dir, single }: RunState): string => `${root}/${dir}/${single}`;
  return place(a) < place(b) ? -1 : 1;
}

async function quarantined(
  run: RunState,
  row: RunRow,
  most: number,
  { indexer, store }: EngineContext,
): Promise<Finding[]> {
  if (row.quarantined_lines === 0 || most <= 0) return [];
  await indexer.commit(run);
  const found = await store.listQuarantined(run.id, 0, most);
  return found.map((line) => lineFinding(row, { ...line, line: line.line + 1 }));
}

function checked({ indexer }: EngineContext): Diagnosis['checked'] {
  const files = [...indexer.runs.values()].flatMap((run) => [...run.files.values()]);
  return {
    roots: indexer.roots.length,
    runs: indexer.runs.size,
    files: files.length,
    lines: files.reduce((sum, file) => sum + file.cursor.lines, 0),
    bytes: files.reduce((sum, file) => sum + Math.max(file.cursor.size, file.cursor.offset), 0),
  };
}
