import { isPlain, parseSeriesKey } from '../columns/seriesKey.ts';
import { foldStatistics, isCurrent, type Statistics } from '../columns/statistics.ts';
import { totalStatistics } from './commitFile.ts';
import type { FileState } from './fileState.ts';
import type { RunFacts } from './runFacts.ts';

/** What the run list says of single metrics: of the current view, as charts and statistics do. */
export interface Figures {
  /** The last finite value of the primary metric. */
  primaryValue: number | null;
  /** Of the metric that the summary declares with its direction; null where what the summary says of it stands. */
  best: Extreme | null;
  /** Of the primary metric: what is best is for people to say. */
  ends: { min: Extreme; max: Extreme } | null;
  firstNan: { metric: string; step: number | null; time: number } | null;
}

/** A value, and the step where it stands first. */
export interface Extreme {
  value: number;
  step: number | null;
}

/** What the run list shows of a run's points: kept beside the run, so that a list needs no series. */
export interface RunTotals {
  points: number;
  metrics: number;
  stepless: number;
  lastStep: number | null;
  firstTime: number | null;
  lastTime: number | null;
  primaryMetric: string | null;
  /** As they were folded while reading; null where something was written over, so that only the current view tells. */
  figures: Figures | null;
  /** What the current view told, and of which version of the run. */
  viewed: { version: string; figures: Figures } | null;
}

export function noTotals(): RunTotals {
  return {
    points: 0,
    metrics: 0,
    stepless: 0,
    lastStep: null,
    firstTime: null,
    lastTime: null,
    primaryMetric: null,
    figures: NO_FIGURES,
    viewed: null,
  };
}

const NO_FIGURES: Figures = { primaryValue: null, best: null, ends: null, firstNan: null };

/** A series over all files of a run. `statistics` are of every point that was written: of the current view where `isCurrent`. */
export interface SeriesTotals {
  key: string;
  name: string;
  plain: boolean;
  statistics: Statistics;
  isCurrent: boolean;
}

/** Totals over all files of a run; their series must be loaded. */
export function totalsOf(files: Iterable<FileState>, facts: RunFacts): RunTotals {
  const all = seriesTotals(files);
  const totals = { ...noTotals(), metrics: all.length };
  for (const { plain, statistics } of all) addSeries(totals, plain, statistics);
  totals.primaryMetric = primaryOf(all, facts)?.name ?? null;
  totals.figures = figuresOf(all, facts);
  return totals;
}

/** The series of a run, in the order first seen; the files must be loaded. */
export function seriesTotals(files: Iterable<FileState>): SeriesTotals[] {
  const all = new Map<string, SeriesTotals>();
  for (const file of files) {
    for (const series of file.series?.values() ?? []) {
      const statistics = totalStatistics(series, file.open);
      const known = all.get(series.key);
      if (known !== undefined) {
        known.statistics = foldStatistics(known.statistics, statistics);
        known.isCurrent = false;
        continue;
      }
      const id = parseSeriesKey(series.key);
      all.set(series.key, {
        key: series.key,
        name: id.name,
        plain: isPlain(id),
        statistics,
        isCurrent: isCurrent(statistics),
      });
    }
  }
  return [...all.values()];
}

function addSeries(totals: RunTotals, plain: boolean, s: Statistics): void {
  totals.points += s.count;
  totals.stepless += s.stepless;
  if (plain && s.maxStep > (totals.lastStep ?? Number.NEGATIVE_INFINITY)) totals.lastStep = s.maxStep;
  if (s.minTime < (totals.firstTime ?? Number.POSITIVE_INFINITY)) totals.firstTime = s.minTime;
  if (s.maxTime > (totals.lastTime ?? Number.NEGATIVE_INFINITY)) totals.lastTime = s.maxTime;
}

/** null where a series that they need was written over. */
function figuresOf(all: readonly SeriesTotals[], facts: RunFacts): Figures | null {
  const needed = neededFor(all, facts);
  return needed.every((series) => series.isCurrent) ? toFigures(needed, facts) : null;
}

/** The series that the figures are made of. */
export function neededFor(all: readonly SeriesTotals[], facts: RunFacts): SeriesTotals[] {
  const [primary, best] = [primaryOf(all, facts), bestOf(all, facts)];
  return all.filter((series) => series === primary || series === best || series.statistics.nan > 0);
}

/** Figures of series whose statistics are those of the current view. */
export function toFigures(needed: readonly SeriesTotals[], facts: RunFacts): Figures {
  const figures = { ...NO_FIGURES };
  const primary = primaryOf(needed, facts);
  if (primary !== null && primary.statistics.finite > 0) {
    const { last, min, argmin, max, argmax } = primary.statistics;
    figures.primaryValue = last;
    figures.ends = { min: extreme(min, argmin), max: extreme(max, argmax) };
  }
  const best = bestOf(needed, facts);
  if (best !== null && best.statistics.finite > 0) figures.best = betterThanSaid(best, facts);
  for (const { name, statistics: s } of needed) {
    if (s.nan > 0 && s.nanTime < (figures.firstNan?.time ?? Number.POSITIVE_INFINITY))
      figures.firstNan = { metric: name, step: Number.isNaN(s.nanStep) ? null : s.nanStep, time: s.nanTime };
  }
  return figures;
}

/** The best that was logged; null where the summary may know better: of a point that is not in the files, and was not written over. */
function betterThanSaid({ statistics: s, isCurrent }: SeriesTotals, { summary }: RunFacts): Figures['best'] {
  const isMin = summary.best_metric_mode === 'min';
  const [value, step] = isMin ? [s.min, s.argmin] : [s.max, s.argmax];
  const said = summary.best_metric_value;
  if (isCurrent && typeof said === 'number' && (isMin ? said <= value : said >= value)) return null;
  return extreme(value, step);
}

function extreme(value: number, step: number): Extreme {
  return { value, step: Number.isNaN(step) ? null : step };
}

/** Declared, else the first `val/…`, else the first metric. */
function primaryOf(all: readonly SeriesTotals[], facts: RunFacts): SeriesTotals | null {
  const declared = facts.meta.primary_metric ?? facts.summary.best_metric_name;
  const plain = all.filter((series) => series.plain);
  return (
    plain.find((series) => series.name === declared) ??
    plain.find((series) => series.name.startsWith('val/')) ??
    plain[0] ??
    null
  );
}

function bestOf(all: readonly SeriesTotals[], { summary }: RunFacts): SeriesTotals | null {
  if (summary.best_metric_mode !== 'min' && summary.best_metric_mode !== 'max') return null;
  return all.find((series) => series.plain && series.name === summary.best_metric_name) ?? null;
}
