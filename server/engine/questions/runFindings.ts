import type { Finding } from '../../../shared/doctor.ts';
import type { QuarantinedLine, RunRow } from '../../../shared/run.ts';
import { pendingBytes } from '../../ingest/fileState.ts';
import type { RunState } from '../../ingest/runState.ts';

/** More than this behind, while runs are being read, is work in progress. */
const TAIL_BYTES = 1024 * 1024;

/** Files of a run that cannot be read, and ends of files that are no whole line. */
export function fileFindings(run: RunState, row: RunRow, indexing: boolean): Finding[] {
  const about = { ...aboutRun(row), severity: 'problem' as const };
  // Each says its file first: "meta.json: not valid JSON".
  const found: Finding[] = run.facts.problems.map((problem) => {
    const [file, reason] = problem.split(': ', 2);
    return {
      ...about,
      kind: 'unreadable_file',
      file: file ?? null,
      what: `It cannot be read: ${reason ?? problem}.`,
      advice: 'Repair or remove the file; what it said before is kept until the index is built anew.',
    };
  });
  for (const file of run.files.values()) {
    const pending = pendingBytes(file);
    if (file.problem !== null)
      found.push({
        ...about,
        kind: 'unreadable_file',
        file: file.name,
        what: `It cannot be read: ${file.problem}.`,
        advice: 'Make it a regular file that this user can read.',
      });
    if (pending > 0)
      found.push({
        ...about,
        ...pendingFinding(pending, row.status === 'running', indexing && pending > TAIL_BYTES),
        kind: 'pending_bytes',
        file: file.name,
        line: file.cursor.lines + 1,
        offset: file.cursor.offset,
        bytes: pending,
      });
  }
  return found;
}

function pendingFinding(
  bytes: number,
  running: boolean,
  indexing: boolean,
): Pick<Finding, 'severity' | 'what' | 'advice'> {
  if (indexing)
    return { severity: 'note', what: `${bytes} bytes are still to be indexed.`, advice: 'Ask again in a moment.' };
  const what = `The last ${bytes} bytes are no whole line: no line end is there yet.`;
  return running
    ? { severity: 'note', what, advice: 'They count once the line end is written.' }
    : { severity: 'problem', what, advice: 'The writer ended within a line: add a line break, and it is read.' };
}

/** What was counted while reading and is no point. */
export function countFindings(run: RunState, row: RunRow): Finding[] {
  const cursors = [...run.files.values()].map((file) => file.cursor);
  const note = { ...aboutRun(row), severity: 'note' as const };
  const unknown = cursors.reduce((sum, cursor) => sum + cursor.unknownEvents, 0);
  const values = cursors.reduce((sum, cursor) => sum + cursor.nonMetricValues, 0);
  const found: Finding[] = [];
  if (unknown > 0)
    found.push({
      ...note,
      kind: 'unknown_events',
      what: `${unknown} events are of a type that this version does not know.`,
      advice: 'They stay in the file and harm nothing.',
    });
  if (values > 0)
    found.push({
      ...note,
      kind: 'values_without_number',
      what: `${values} values of metrics lines are text, booleans, lists or objects.`,
      advice: 'Log numbers; text belongs into config, annotations or the log.',
    });
  return found;
}

const ADVICE_ON_LINES = new Map([
  ['not valid UTF-8', 'Write UTF-8; the other lines of the file count.'],
  [
    'not valid JSON',
    'The line was cut, or two processes wrote into one file: give each process its own events.<writer>.jsonl.',
  ],
  ['not a JSON object', 'A line is an object {"ts", "type", "data"} (docs/format.md).'],
]);

export function lineFinding(row: RunRow, line: QuarantinedLine): Finding {
  return {
    kind: 'quarantined_line',
    severity: 'problem',
    run: aboutRun(row).run,
    file: line.file,
    line: line.line,
    offset: line.offset,
    bytes: line.length,
    what: `The line cannot be used: ${line.reason}.`,
    advice:
      ADVICE_ON_LINES.get(line.reason) ?? 'A line holds at most 16 MiB: write images into media/ and refer to them.',
    preview: line.preview,
  };
}

function aboutRun({ id, path }: RunRow): Pick<Finding, 'run' | 'file' | 'line' | 'offset' | 'bytes' | 'preview'> {
  const run = path === '' ? id : `${path}/${id}`;
  return { run, file: null, line: null, offset: null, bytes: null, preview: null };
}
