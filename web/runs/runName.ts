import type { Json, RunRow } from '../../shared/run.ts';
import { formatNumber } from '../ui/formatNumber.ts';

const MOST_KEYS = 3;

/** Config keys that differ between the runs, those that vary most first; nested keys are joined by dots. */
export function varyingKeys(rows: readonly RunRow[]): string[] {
  const values = new Map<string, Set<string>>();
  for (const row of rows) {
    for (const [key, value] of flatConfig(row.config))
      values.set(key, (values.get(key) ?? new Set()).add(JSON.stringify(value)));
  }
  return [...values]
    .filter(([, set]) => set.size > 1)
    .sort((a, b) => b[1].size - a[1].size || (a[0] < b[0] ? -1 : 1))
    .map(([key]) => key);
}

/** What a person calls a run: its alias, else what varies in its config, else its key or id. */
export function runName(row: RunRow, varying: readonly string[]): string {
  if (row.alias !== null) return row.alias;
  const config = new Map(flatConfig(row.config));
  const parts: string[] = [];
  for (const key of varying) {
    const value = config.get(key);
    if (value !== undefined && parts.length < MOST_KEYS) parts.push(`${key.split('.').at(-1)}=${brief(value)}`);
  }
  return parts.length > 0 ? parts.join(', ') : (row.key ?? row.id);
}

export function flatConfig(value: Json, path = ''): [string, Json][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return path === '' ? [] : [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => flatConfig(inner, path === '' ? key : `${path}.${key}`));
}

function brief(value: Json): string {
  if (typeof value === 'number') return formatNumber(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
