import type { RunRow } from '../../shared/run.ts';
import type { CommandIo, ExitCode } from './command.ts';
import { askJson } from './connection.ts';
import { fullId } from './findRun.ts';
import { paintStatus } from './paint.ts';
import { jsonText, shortNumber, shortTime, textTable } from './plainText.ts';

export interface LsOptions {
  project?: string;
  sort?: string;
  limit?: string;
}

const HEAD = ['RUN', 'NAME', 'STATUS', 'STEP', 'VALUE', 'METRIC', 'CREATED', 'WHERE'];
const STATUS = 2;

/** `stepwell ls [filter…]`: the runs, newest first. As JSON the very rows of `GET /api/runs`. */
export async function ls(io: CommandIo, filter: readonly string[], options: LsOptions): Promise<ExitCode> {
  const query = new URLSearchParams(Object.entries(options).filter(([, value]) => value !== undefined));
  if (filter.length > 0) query.set('filter', filter.join(', '));
  const runs = await askJson<RunRow[]>(io.connection, `api/runs?${query}`);
  if (io.json) await io.out(`${jsonText(runs)}\n`);
  else if (runs.length === 0) io.say('No run fits. stepwell doctor says what the folders hold.');
  else await io.out(table(runs, io.paint));
  return 0;
}

function table(runs: readonly RunRow[], paint: CommandIo['paint']): string {
  return textTable([HEAD, ...runs.map(cellsOf)], {
    right: [3, 4],
    style: (cell, column, row) => {
      if (row === 0) return paint('bold', cell);
      return column === STATUS ? paintStatus(paint, cell) : cell;
    },
  });
}

function cellsOf(run: RunRow): string[] {
  return [
    run.display_id,
    run.alias ?? run.key ?? run.id,
    run.status,
    shortNumber(run.last_step),
    shortNumber(run.primary_value),
    run.primary_metric ?? '',
    shortTime(run.created_time),
    fullId(run),
  ];
}
