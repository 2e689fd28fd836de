import type { BestEnd } from '../../shared/bestEnd.ts';
import type { RunRow } from '../../shared/run.ts';
import { parseValueColumn } from '../../shared/values.ts';
import { type KeyFacts, keyFacts } from './keyFacts.ts';
import type { ColumnWidth } from './tableView.ts';

/** A setting is a number that a person chose: shown as written, and other than the baseline's rather than more or less. */
export type ColumnKind = 'number' | 'setting' | 'text' | 'time' | 'duration' | 'status' | 'tags' | 'notes' | 'spark';

/** A column of the run table. Its name is its place in the address and in the query language. */
export interface Column {
  name: string;
  title: string;
  kind: ColumnKind;
  /** Pixels. */
  width: number;
  /** The metric that the title names, where each run has one of its own in this column. */
  metric?: string;
  /** Which end of that metric is its best. */
  best?: BestEnd;
}

const FIELDS = new Map<string, Omit<Column, 'name'>>([
  ['name', { title: 'Name', kind: 'text', width: 260 }],
  ['status', { title: 'Status', kind: 'status', width: 92 }],
  ['primary_value', { title: 'Primary metric', kind: 'number', width: 104 }],
  ['spark', { title: 'Curve', kind: 'spark', width: 76 }],
  ['best_metric_value', { title: 'Best', kind: 'number', width: 88 }],
  ['tags', { title: 'Tags', kind: 'tags', width: 140 }],
  ['notes', { title: 'Notes', kind: 'notes', width: 200 }],
  ['duration', { title: 'Duration', kind: 'duration', width: 104 }],
  ['created_time', { title: 'Created', kind: 'time', width: 84 }],
  ['started_at', { title: 'Started', kind: 'time', width: 84 }],
  ['ended_at', { title: 'Ended', kind: 'time', width: 84 }],
  ['last_active', { title: 'Last active', kind: 'time', width: 84 }],
  ['first_nan', { title: 'First NaN', kind: 'number', width: 84 }],
  ['last_step', { title: 'Last step', kind: 'number', width: 84 }],
  ['points', { title: 'Points', kind: 'number', width: 84 }],
  ['metrics', { title: 'Metrics', kind: 'number', width: 72 }],
  ['quarantined_lines', { title: 'Quarantined', kind: 'number', width: 84 }],
  ['path', { title: 'Folder', kind: 'text', width: 180 }],
  ['experiment', { title: 'Experiment', kind: 'text', width: 140 }],
  ['key', { title: 'Key', kind: 'text', width: 140 }],
  ['display_id', { title: 'Number', kind: 'text', width: 80 }],
  ['id', { title: 'Id', kind: 'text', width: 190 }],
]);

/** How a field of a run is shown; null for what its config, its summary or its metrics say. */
export function fieldKind(column: string): ColumnKind | null {
  return FIELDS.get(column)?.kind ?? null;
}

export const FIELD_COLUMNS: readonly string[] = [...FIELDS.keys()].filter((name) => name !== 'name');

/** What the runs' configs and summaries hold. */
export interface ColumnFacts {
  config: ReadonlyMap<string, KeyFacts>;
  summary: ReadonlyMap<string, KeyFacts>;
}

export function columnFacts(rows: readonly Pick<RunRow, 'config' | 'summary'>[]): ColumnFacts {
  return { config: keyFacts(rows.map((row) => row.config)), summary: keyFacts(rows.map((row) => row.summary)) };
}

/** The column of that name, known or not: an address may name what no run has any more. */
export function columnOf(name: string, facts: ColumnFacts, widths: readonly ColumnWidth[]): Column {
  const chosen = widths.find((one) => one.column === name)?.width;
  const column = { name, ...described(name, facts) };
  return chosen === undefined ? column : { ...column, width: chosen };
}

function described(name: string, { config, summary }: ColumnFacts): Omit<Column, 'name'> {
  const field = FIELDS.get(name);
  if (field !== undefined) return field;
  const value = parseValueColumn(name);
  if (value !== null) {
    const title = `${value.metric} ${value.statistic}`;
    return { title, kind: 'number', width: widthOf(title) };
  }
  const [place, key = name] = name.split(/\.(.*)/s);
  const known = place === 'config' ? config.get(key) : summary.get(key);
  const number = place === 'config' ? 'setting' : 'number';
  return { title: key, kind: known?.numeric === false ? 'text' : number, width: widthOf(key) };
}

/** Room for the title, within bounds: about 7 px a letter at 12 px. */
function widthOf(title: string): number {
  return Math.max(72, Math.min(180, 28 + 7 * title.length));
}

const MOST_CONFIG = 8;
const MOST_SUMMARY = 4;
/** More different texts than this are names rather than values. */
const MOST_TEXTS = 50;

/** What is shown unless columns are chosen: how the run went, what varies between the runs, and what people wrote. */
export function defaultColumns(rows: readonly RunRow[], facts: ColumnFacts): string[] {
  const some = (test: (row: RunRow) => boolean): boolean => rows.some(test);
  const names = ['status', 'primary_value', 'spark'];
  if (some((row) => row.best_metric_value !== null)) names.push('best_metric_value');
  names.push(...varying(facts.config, rows.length, MOST_CONFIG).map((key) => `config.${key}`));
  names.push(...varying(facts.summary, rows.length, MOST_SUMMARY).map((key) => `summary.${key}`));
  if (some((row) => row.tags.length > 0)) names.push('tags');
  if (some((row) => row.notes !== null)) names.push('notes');
  return [...names, 'duration', 'created_time'];
}

/**
 * Keys whose values differ, without texts that are as many as the runs. What only some of the runs have, and these all
 * alike, comes last. What a column of its own shows is left out.
 *
 * @param runs how many there are.
 */
export function varying(facts: ReadonlyMap<string, KeyFacts>, runs: number, most: number): string[] {
  const telling = [...facts]
    .filter(([key, { distinct }]) => distinct > 1 && !key.startsWith('best_metric'))
    .filter(([, { numeric, distinct }]) => numeric || distinct <= MOST_TEXTS);
  const isAlike = ([, one]: [string, KeyFacts]): boolean => one.runs < runs && one.distinct === 2;
  return [...telling.filter((one) => !isAlike(one)), ...telling.filter(isAlike)].slice(0, most).map(([key]) => key);
}

const SEED = /(^|[._/-])(random_?)?seed$/i;

/** What makes groups of runs that differ by their seed only. */
export function allButSeed(facts: ColumnFacts): string[] {
  return [...facts.config]
    .filter(([key, { distinct }]) => distinct > 1 && !SEED.test(key))
    .map(([key]) => `config.${key}`);
}

/** The columns of the table from left to right: those that are pinned first, where they are shown. */
export function shownColumns(names: readonly string[], pinned: readonly string[]): { names: string[]; pinned: number } {
  const first = pinned.filter((name) => names.includes(name));
  return { names: [...first, ...names.filter((name) => !first.includes(name))], pinned: first.length };
}

/** The widths with one of them changed. */
export function withWidth(widths: readonly ColumnWidth[], column: string, width: number): ColumnWidth[] {
  return [...widths.filter((one) => one.column !== column), { column, width }];
}
