import { basename } from 'node:path';
import type { Finding } from '../../../shared/doctor.ts';
import type { RunRow } from '../../../shared/run.ts';
import type { WithoutReader } from '../../files/walkRuns.ts';
import type { EngineContext } from '../context.ts';

const ABOUT_NOTHING = { run: null, file: null, line: null, offset: null, bytes: null, preview: null };

/** What the last walk over the roots met and could not use. */
export function rootFindings({ indexer }: EngineContext): Finding[] {
  const found: Finding[] = [];
  for (const root of indexer.roots) {
    const walked = indexer.walked.get(root.path);
    if (indexer.unreachable.has(root.path))
      found.push({
        ...ABOUT_NOTHING,
        kind: 'unreachable_root',
        severity: 'problem',
        what: `The folder ${basename(root.path)} cannot be reached; its runs are shown as they were last seen.`,
        advice: 'Mount it again, or check its permissions: it is looked for every few seconds.',
      });
    for (const { dir, reason } of walked?.problems.toSorted((a, b) => (a.dir < b.dir ? -1 : 1)) ?? [])
      found.push({
        ...ABOUT_NOTHING,
        kind: 'unreadable_folder',
        severity: 'problem',
        file: dir,
        what: `The folder cannot be read (${reason}): runs below it are not seen.`,
        advice: ADVICE_ON_FOLDERS.get(reason) ?? 'Check the disk that it lies on.',
      });
    for (const one of walked?.withoutReader.toSorted((a, b) => (a.path < b.path ? -1 : 1)) ?? [])
      found.push(withoutReader(one));
  }
  return found;
}

const ADVICE_ON_FOLDERS = new Map([
  ['EACCES', 'Give this user the right to read and enter it.'],
  ['EPERM', 'Give this user the right to read and enter it.'],
  ['ENAMETOOLONG', 'Its path is longer than this system can open: shorten the names of the folders above it.'],
]);

const ADVICE_ON_FORMATS = new Map([
  ['tfevents', 'Log through stepwell.init beside TensorBoard, or convert the file to events.jsonl.'],
  ['jsonl', 'A file of events is to be called events.jsonl, or to begin with a line {"type": "run", "data": {}}.'],
]);

/** Data that is shown nowhere is a problem; beside a run that is shown it is worth knowing. */
function withoutReader({ path, format, inRun }: WithoutReader): Finding {
  const lines = format === 'jsonl';
  return {
    ...ABOUT_NOTHING,
    kind: 'no_reader',
    severity: inRun || lines ? 'note' : 'problem',
    file: path,
    what: lines ? 'JSON lines that are no run.' : `There is no reader for ${format}: what it holds is not shown.`,
    advice: ADVICE_ON_FORMATS.get(format) ?? 'Convert what it holds to events.jsonl (docs/format.md).',
  };
}

export function noticeFindings({ indexer, notes }: EngineContext): Finding[] {
  const note = { ...ABOUT_NOTHING, kind: 'notice' as const, severity: 'note' as const };
  const readOnly = [...notes].filter(([, kept]) => kept.readOnly);
  return [
    ...readOnly.map(([root]) => ({
      ...note,
      what: `The folder ${basename(root)} is read-only.`,
      advice: 'Nothing to do: what is typed and numbered is kept in your data folder instead.',
    })),
    ...[...indexer.notices].map((what) => ({ ...note, what, advice: 'Nothing is lost (docs/format.md).' })),
  ];
}

export function repeatedIds(rows: readonly RunRow[]): Finding[] {
  const byId = new Map<string, RunRow[]>();
  for (const row of rows) byId.set(row.id, [...(byId.get(row.id) ?? []), row]);
  return [...byId.values()]
    .filter((same) => same.length > 1)
    .map((same) => ({
      ...ABOUT_NOTHING,
      kind: 'repeated_id',
      severity: 'problem',
      what: `${same.length} runs have the id ${same[0]?.id}: ${same.map(fullId).sort().join(', ')}.`,
      advice: 'Ask for one by path/id or by its display id, or rename a folder.',
    }));
}

function fullId({ id, path }: Pick<RunRow, 'id' | 'path'>): string {
  return path === '' ? id : `${path}/${id}`;
}
