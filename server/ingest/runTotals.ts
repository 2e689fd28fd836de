import { isPlain, parseSeriesKey } from '../columns/seriesKey.ts';
import type { Statistics } from '../columns/statistics.ts';
import { totalStatistics } from './commitFile.ts';
import type { FileState } from './fileState.ts';
import type { RunFacts } from './runFacts.ts';

/** What the run list shows of a run's points: kept beside the run, so that a list needs no series. */
export interface RunTotals {
  points: number;
  metrics: number;
  stepless: number;
  lastStep: number | null;
  firstTime: number | null;
  lastTime: number | null;
  primaryMetric: string | null;
  primaryValue: number | null;
  firstNan: { metric: string; step: number | null; time: number } | null;
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
    primaryValue: null,
    firstNan: null,
  };
}

interface NamedStatistics {
  name: string;
  plain: boolean;
  statistics: Statistics;
}

/** Totals over all files of a run; their series must be loaded. */
export function totalsOf(files: Iterable<FileState>, facts: RunFacts): RunTotals {
  const keys = new Set<string>();
  const all: NamedStatistics[] = [];
  for (const file of files) {
    for (const series of file.series?.values() ?? []) {
      keys.add(series.key);
      const id = parseSeriesKey(series.key);
      all.push({ name: id.name, plain: isPlain(id), statistics: totalStatistics(series, file.open) });
    }
  }
  const totals = { ...noTotals(), metrics: keys.size };
  for (const { name, plain, statistics } of all) addSeries(totals, name, plain, statistics);
  const primary = primaryOf(all, facts);
  totals.primaryMetric = primary?.name ?? null;
  totals.primaryValue = primary === null || Number.isNaN(primary.statistics.last) ? null : primary.statistics.last;
  return totals;
}

function addSeries(totals: RunTotals, name: string, plain: boolean, s: Statistics): void {
  totals.points += s.count;
  totals.stepless += s.stepless;
  if (plain && s.maxStep > (totals.lastStep ?? Number.NEGATIVE_INFINITY)) totals.lastStep = s.maxStep;
  if (s.minTime < (totals.firstTime ?? Number.POSITIVE_INFINITY)) totals.firstTime = s.minTime;
  if (s.maxTime > (totals.lastTime ?? Number.NEGATIVE_INFINITY)) totals.lastTime = s.maxTime;
  if (s.nan > 0 && s.nanTime < (totals.firstNan?.time ?? Number.POSITIVE_INFINITY)) {
    totals.firstNan = { metric: name, step: Number.isNaN(s.nanStep) ? null : s.nanStep, time: s.nanTime };
  }
}

/** Declared, else the first `val/…`, else the first metric. */
function primaryOf(all: NamedStatistics[], facts: RunFacts): NamedStatistics | null {
  const declared = facts.meta.primary_metric ?? facts.summary.best_metric_name;
  const plain = all.filter((series) => series.plain);
  return (
    plain.find((series) => series.name === declared) ??
    plain.find((series) => series.name.startsWith('val/')) ??
    plain[0] ??
    null
  );
}
