import type { Json, RunRow } from '../run.ts';
import type { QueryFields } from './matchQuery.ts';

/** Columns of a run that a query may name, beside `tag` and the paths below `config.` and `summary.`. */
export const RUN_FIELDS = [
  'id',
  'name',
  'number',
  'display_id',
  'job_id',
  'project',
  'experiment',
  'experiment_id',
  'path',
  'alias',
  'key',
  'status',
  'created_time',
  'started_at',
  'ended_at',
  'last_active',
  'best_metric_name',
  'best_metric_value',
  'primary_metric',
  'primary_value',
  'points',
  'metrics',
  'last_step',
] as const;

const NAMES = new Set<string>([...RUN_FIELDS, 'tag', 'tags']);

/** Rows of /api/runs as a query sees them. */
export const runFields: QueryFields<RunRow> = {
  isField: (name) => NAMES.has(name) || /^(config|summary)\../.test(name),
  values: (row, name) => {
    if (name === 'tag' || name === 'tags') return row.tags;
    if (name === 'name') return [row.alias ?? row.key ?? row.id];
    return [valueAt(row, name.split('.'))];
  },
  texts: (row) => [row.id, row.alias ?? '', row.key ?? '', row.path, row.display_id, row.status, ...row.tags],
};

/** The value at a path; a name that itself holds dots is found, too. */
export function valueAt(row: RunRow, path: string[]): Json | undefined {
  let value: Json | undefined = row as unknown as Json;
  for (const [i, name] of path.entries()) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const rest = path.slice(i).join('.');
    if (Object.hasOwn(value, rest)) return value[rest];
    value = Object.hasOwn(value, name) ? value[name] : undefined;
  }
  return value;
}
