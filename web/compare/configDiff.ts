import { matchesGlob, toGlob } from '../../shared/query/glob.ts';
import type { Json, JsonObject } from '../../shared/run.ts';
import { flatConfig } from '../runs/flatConfig.ts';

/** A key of nested configs, with its value in each run; undefined where a run does not have it. */
export interface DiffRow {
  /** Nested keys are joined by dots. */
  key: string;
  values: (Json | undefined)[];
  /** All runs have the same value of the same type. */
  same: boolean;
}

export interface ConfigDiff {
  rows: DiffRow[];
  /** Rows left out: identical ones, and those whose key is ignored. */
  identical: number;
  ignored: number;
}

/**
 * What differs between configs, key by key, in the order of names. Types count: `1` and `"1"` differ.
 *
 * @param ignore globs of keys (`*` stands for any text, `?` for one character) that are left out. @param all whether identical rows are shown, too.
 */
export function configDiff(configs: readonly JsonObject[], ignore: readonly string[], all: boolean): ConfigDiff {
  const flat = configs.map(flatConfig);
  const keys = [...new Set(flat.flatMap((values) => [...values.keys()]))].sort();
  const isIgnored = globMatcher(ignore);
  const diff: ConfigDiff = { rows: [], identical: 0, ignored: 0 };
  for (const key of keys) {
    if (isIgnored(key)) {
      diff.ignored++;
      continue;
    }
    const values = flat.map((config) => config.get(key));
    const same = values.every((value) => textOf(value) === textOf(values[0]));
    if (same) diff.identical++;
    if (!same || all) diff.rows.push({ key, values, same });
  }
  return diff;
}

/** As it is shown, with quotes where a text would look like something else. */
export function valueText(value: Json | undefined): string {
  if (value === undefined) return '–';
  if (typeof value !== 'string') return JSON.stringify(value);
  return looksOtherwise(value) ? JSON.stringify(value) : value;
}

/** `number`, `text` …: said where runs hold values of different types. */
export function typeName(value: Json | undefined): string {
  if (value === undefined) return 'absent';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  return typeof value === 'string' ? 'text' : typeof value;
}

function looksOtherwise(text: string): boolean {
  return text.trim() !== text || text === '' || text === '–' || /^(true|false|null|[-\d.[{"].*)$/.test(text);
}

function textOf(value: Json | undefined): string {
  return value === undefined ? '' : JSON.stringify(value);
}

/** Whether a key matches one of the globs, as the list's filter and the command line match: letters of either case. */
export function globMatcher(globs: readonly string[]): (key: string) => boolean {
  const patterns = globs
    .map((glob) => glob.trim())
    .filter((glob) => glob !== '')
    .map(toGlob);
  return (key) => patterns.some((pattern) => matchesGlob(pattern, key));
}
