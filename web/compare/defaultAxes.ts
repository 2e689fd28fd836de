import type { RunRow } from '../../shared/run.ts';
import { type ColumnFacts, varying } from '../runs/columns.ts';
import { type AxisSettings, parseAxis } from './axes.ts';

const MOST = 8;

/** Axes as the address has them, else what varies in the configs, and at the right what came of it. */
export function chosenAxes(
  texts: readonly string[] | null,
  rows: readonly RunRow[],
  facts: ColumnFacts,
): AxisSettings[] {
  if (texts !== null) return texts.map(parseAxis).filter((axis) => axis !== null);
  const columns = varying(facts.config, rows.length, MOST).map((key) => `config.${key}`);
  return [...columns, ...resultColumns(rows)].map((column) => ({ column, log: null, inverted: false }));
}

/** Of the axes the setting that tells most runs apart, to hold results against: axes of settings stand in that order. */
export function mainSetting(axes: readonly AxisSettings[], runs: number, { config }: ColumnFacts): string | null {
  const settings = axes.filter(({ column }) => {
    const facts = config.get(column.replace(/^config\./, ''));
    return facts?.numeric === true && facts.runs === runs && !/seed/i.test(column);
  });
  return settings.at(-1)?.column ?? null;
}

/** The last value of the metric that most runs have as their primary one, and their best value where they declare one. */
export function resultColumns(rows: readonly RunRow[]): string[] {
  const counts = new Map<string, number>();
  for (const { primary_metric } of rows)
    if (primary_metric !== null) counts.set(primary_metric, (counts.get(primary_metric) ?? 0) + 1);
  const [first] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const best = rows.some((row) => typeof row.best_metric_value === 'number') ? ['best_metric_value'] : [];
  return [...(first === undefined ? [] : [`last:${first[0]}`]), ...best];
}
