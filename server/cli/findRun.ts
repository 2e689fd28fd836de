import type { RunDetail, RunRow } from '../../shared/run.ts';
import { CommandProblem } from './commandProblem.ts';
import { askJson, type Connection } from './connection.ts';
import { plainText } from './plainText.ts';

/** path/id: how a run is shown to people. */
export function fullId(run: Pick<RunRow, 'id' | 'path'>): string {
  return run.path === '' ? run.id : `${run.path}/${run.id}`;
}

/** Where the routes answer about a run. */
export function runPath({ ref }: Pick<RunRow, 'ref'>): string {
  return `api/runs/${encodeURIComponent(ref)}`;
}

/** By what people call a run; of these ways the first that fits any run decides. */
const WAYS: ((run: RunRow, ref: string) => boolean)[] = [
  (run, ref) => run.ref === ref,
  (run, ref) => fullId(run) === ref,
  (run, ref) => run.id === ref,
  (run, ref) => run.display_id.toLowerCase() === ref.toLowerCase(),
  (run, ref) => run.alias === ref || run.key === ref,
  (run, ref) => String(run.number) === ref,
];

/** A run by id, path/id, display id (DIG-4), alias, key or number. Several that fit are named. */
export async function findRun(connection: Connection, ref: string): Promise<RunDetail> {
  const [found] = await findRuns(connection, [ref]);
  return found as RunDetail;
}

/** Several, in the order asked; the list of runs is read once. */
export async function findRuns(connection: Connection, refs: readonly string[]): Promise<RunDetail[]> {
  const rows = await askJson<RunRow[]>(connection, 'api/runs');
  const meant = refs.map((ref) => onlyRun(rows, ref));
  const found: RunDetail[] = [];
  for (const row of meant) found.push(await askJson<RunDetail>(connection, runPath(row)));
  return found;
}

function onlyRun(rows: readonly RunRow[], ref: string): RunRow {
  for (const isMeant of WAYS) {
    const found = rows.filter((row) => isMeant(row, ref));
    const [first] = found;
    if (first === undefined) continue;
    if (found.length === 1) return first;
    const names = found.map((row) => `${row.display_id}  ${row.ref}`).sort();
    throw new CommandProblem(`${plainText(ref)} may mean several runs:\n  ${names.map(plainText).join('\n  ')}`);
  }
  throw new CommandProblem(`Run not found: ${plainText(ref)} (stepwell ls shows what is there)`);
}
