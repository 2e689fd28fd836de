import type { Json, JsonObject, RunDetail } from '../../shared/run.ts';
import type { CommandIo, ExitCode } from './command.ts';
import { findRuns } from './findRun.ts';
import { comparePaths, flatten, leafText } from './flatten.ts';
import type { Paint } from './paint.ts';
import { jsonText, shortNumber, textTable } from './plainText.ts';
import { metricName, type ShownMetric, shownMetrics } from './show.ts';

export type ValueType = 'missing' | 'null' | 'boolean' | 'number' | 'text' | 'list' | 'object';

/** A config or summary value; `values[i]` is null with the type `missing` where the i-th run has none. */
export interface ValueDifference {
  /** Dotted, for people; `path` is exact. */
  name: string;
  path: string[];
  values: Json[];
  types: ValueType[];
}

/** The last and the best values of a metric; null where a run has none. */
export interface MetricDifference {
  name: string;
  scale: string;
  labels: Record<string, string>;
  last: (number | null)[];
  best: (number | null)[];
  /** (last - first run's last) / |first run's last|; null where one of them is missing or the first is 0. */
  change: (number | null)[];
}

/** `stepwell diff --json`. What is the same in all runs is left out, unless --all asks for it. */
export interface RunDifferences {
  runs: { id: string; path: string; display_id: string; alias: string | null; status: string }[];
  /** Whether anything differs. */
  differ: boolean;
  config: ValueDifference[];
  summary: ValueDifference[];
  metrics: MetricDifference[];
}

export interface DiffOptions {
  all?: true;
  exitCode?: true;
}

/** `stepwell diff <run> <run…>`: in what they differ. */
export async function diff(io: CommandIo, refs: readonly string[], options: DiffOptions): Promise<ExitCode> {
  const runs = await findRuns(io.connection, refs);
  const metrics: ShownMetric[][] = [];
  for (const run of runs) metrics.push(await shownMetrics(io.connection, run));
  const found = compareRuns(runs, metrics);
  const shown = options.all === true ? found : onlyDifferences(found);
  await io.out(io.json ? `${jsonText(shown)}\n` : asText(shown, io.paint));
  return options.exitCode === true && found.differ ? 1 : 0;
}

function compareRuns(runs: readonly RunDetail[], metrics: readonly ShownMetric[][]): RunDifferences {
  const compared = {
    runs: runs.map(({ id, path, display_id, alias, status }) => ({ id, path, display_id, alias, status })),
    config: compareValues(runs.map((run) => run.config)),
    summary: compareValues(runs.map((run) => run.summary)),
    metrics: compareMetrics(metrics),
  };
  const { config, summary, metrics: left } = onlyDifferences({ ...compared, differ: true });
  return { ...compared, differ: config.length + summary.length + left.length > 0 };
}

function onlyDifferences(all: RunDifferences): RunDifferences {
  const differs = ({ values, types }: ValueDifference): boolean =>
    values.some((value, i) => types[i] !== types[0] || JSON.stringify(value) !== JSON.stringify(values[0]));
  return {
    ...all,
    config: all.config.filter(differs),
    summary: all.summary.filter(differs),
    metrics: all.metrics.filter(({ last, best }) => !isConstant(last) || !isConstant(best)),
  };
}

function isConstant(values: readonly (number | null)[]): boolean {
  return values.every((value) => value === values[0]);
}

function compareValues(objects: readonly JsonObject[]): ValueDifference[] {
  const all = new Map<string, { path: string[]; values: (Json | undefined)[] }>();
  for (const [i, object] of objects.entries()) {
    for (const { path, value } of flatten(object)) {
      const key = JSON.stringify(path);
      const row = all.get(key) ?? { path, values: objects.map(() => undefined) };
      row.values[i] = value;
      all.set(key, row);
    }
  }
  return [...all.values()]
    .sort((a, b) => comparePaths(a.path, b.path))
    .map(({ path, values }) => ({
      name: path.join('.'),
      path,
      values: values.map((value) => value ?? null),
      types: values.map(typeOf),
    }));
}

function typeOf(value: Json | undefined): ValueType {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  return typeof value === 'string' ? 'text' : (typeof value as 'boolean' | 'number' | 'object');
}

function compareMetrics(runs: readonly ShownMetric[][]): MetricDifference[] {
  const all = new Map<string, MetricDifference>();
  for (const [i, metrics] of runs.entries()) {
    for (const metric of metrics) {
      const { name, scale, labels } = metric;
      const key = JSON.stringify([name, scale, Object.entries(labels).sort()]);
      const none = (): null[] => runs.map(() => null);
      const row = all.get(key) ?? { name, scale, labels, last: none(), best: none(), change: none() };
      row.last[i] = metric.last;
      row.best[i] = metric.best;
      all.set(key, row);
    }
  }
  for (const row of all.values()) row.change = row.last.map((value) => relative(value, row.last[0] ?? null));
  return [...all.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function relative(value: number | null, base: number | null): number | null {
  if (value === null || base === null || base === 0) return null;
  const change = (value - base) / Math.abs(base);
  return Number.isFinite(change) ? change : null;
}

function asText({ runs, config, summary, metrics }: RunDifferences, paint: Paint): string {
  const head = ['', ...runs.map((run) => `${run.display_id} ${run.alias ?? run.id}`)];
  const rows = [
    ...config.map((row) => [`config.${row.name}`, ...textsOf(row)]),
    ...summary.map((row) => [`summary.${row.name}`, ...textsOf(row)]),
    ...metrics.flatMap(metricLines),
  ];
  if (rows.length === 0) return 'No differences in config, summary and values of metrics.\n';
  return textTable([head, ...rows], { style: (cell, _, row) => (row === 0 ? paint('bold', cell) : cell) });
}

/** Last values with their change, and the best ones where they tell more. */
function metricLines(row: MetricDifference): string[][] {
  const last = row.last.map((value, i) => changedText(value, i === 0 ? null : (row.change[i] ?? null)));
  const best = row.best.map((value) => (value === null ? '-' : shortNumber(value)));
  return isConstant(row.best)
    ? [[metricName(row), ...last]]
    : [
        [metricName(row), ...last],
        [`  best`, ...best],
      ];
}

/** Where types differ, texts are quoted: "1" is not 1. */
function textsOf({ values, types }: ValueDifference): string[] {
  const kinds = new Set(types.filter((type) => type !== 'missing'));
  return values.map((value, i) => {
    if (types[i] === 'missing') return '-';
    return kinds.size > 1 ? JSON.stringify(value) : leafText(value);
  });
}

function changedText(value: number | null, change: number | null): string {
  if (value === null) return '-';
  if (change === null || change === 0) return shortNumber(value);
  const percent = Number((change * 100).toPrecision(3));
  return `${shortNumber(value)} (${percent > 0 ? '+' : ''}${percent} %)`;
}
