import type { Json, RunRow } from '../../shared/run.ts';
import { briefNumber } from '../ui/formatNumber.ts';
import { flatConfig } from './flatConfig.ts';
import { type KeyFacts, keyFacts } from './keyFacts.ts';

const MOST_KEYS = 3;

/** A longer text (a folder, a command) names nothing at a glance. */
const LONGEST = 32;

/** Config keys that differ between the runs, those that vary most first; nested keys are joined by dots. */
export function varyingKeys(rows: readonly RunRow[]): string[] {
  return namingKeys(keyFacts(rows.map((row) => row.config)));
}

export function namingKeys(facts: ReadonlyMap<string, KeyFacts>): string[] {
  return [...facts]
    .filter(([, { distinct, longest }]) => distinct > 1 && longest <= LONGEST)
    .sort((a, b) => b[1].distinct - a[1].distinct || (a[0] < b[0] ? -1 : 1))
    .map(([key]) => key);
}

/** What a person calls a run: its alias, else what varies in its config, else its key or id. */
export function runName(row: RunRow, varying: readonly string[]): string {
  if (row.alias !== null) return row.alias;
  const config = flatConfig(row.config);
  const parts: string[] = [];
  for (const key of varying) {
    const value = config.get(key);
    if (value !== undefined && parts.length < MOST_KEYS) parts.push(`${key.split('.').at(-1)}=${brief(value)}`);
  }
  return parts.length > 0 ? parts.join(', ') : (row.key ?? row.id);
}

function brief(value: Json): string {
  if (typeof value === 'number') return briefNumber(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
