import { parseSeriesKey, type SeriesId } from '../columns/seriesKey.ts';
import { type Statistics, statisticsOf } from '../columns/statistics.ts';
import { totalStatistics } from '../ingest/commitFile.ts';
import type { FileState, SeriesState } from '../ingest/fileState.ts';
import { loadFile } from '../ingest/loadFile.ts';
import type { RunState } from '../ingest/runState.ts';
import type { Store } from '../store/store.ts';
import { byteLru } from './byteLru.ts';
import { currentView, mergeFiles, type View } from './currentView.ts';
import { type PointReader, pointReader, type RawPoints } from './rawPoints.ts';

/** A series of a run with the files that hold it. */
export interface RunSeries {
  key: string;
  id: SeriesId;
  sources: { file: FileState; series: SeriesState }[];
}

/** Questions about one run's points; the caller holds the run's lock. */
export interface RunReader {
  points: PointReader;
  /** All series, in the order first seen. */
  series(run: RunState): Promise<RunSeries[]>;
  /** The current view; kept while the run's version stays. */
  view(run: RunState, series: RunSeries): Promise<View>;
  raw(series: RunSeries): Promise<RawPoints>;
  /** Statistics of the current view, and of every point ever written. */
  statistics(run: RunState, series: RunSeries): Promise<Statistics>;
}

const VIEW_BYTES = 512 * 1024 * 1024;

export function runReader(store: Store): RunReader {
  const points = pointReader(store);
  const views = byteLru<View>(VIEW_BYTES);
  const raw = async ({ sources }: RunSeries): Promise<RawPoints> => {
    const parts: RawPoints[] = [];
    for (const { file, series } of sources) parts.push(await points.read(file, series));
    return mergeFiles(parts);
  };
  const view = async (run: RunState, series: RunSeries): Promise<View> => {
    const key = `${run.id}:${run.version}:${series.key}`;
    const known = views.get(key);
    if (known !== undefined) return known;
    const made = currentView(await raw(series));
    views.set(key, made, made.length * 24 + 100);
    return made;
  };
  return {
    points,
    raw,
    view,
    series: async (run) => {
      for (const file of run.files.values()) await loadFile(file, store);
      return listSeries(run);
    },
    statistics: async (run, series) => {
      const rising = risingStatistics(series);
      if (rising !== null) return rising;
      const current = await view(run, series);
      return statisticsOf(current.value, current.step, current.time, current.length);
    },
  };
}

/** Statistics as they were folded while reading, where they are those of the current view: one file, steps rising. */
export function risingStatistics({ sources }: RunSeries): Statistics | null {
  const [source, second] = sources;
  if (source === undefined || second !== undefined) return null;
  const statistics = totalStatistics(source.series, source.file.open);
  return isCurrent(statistics) ? statistics : null;
}

/** Whether statistics of every point of one file are those of the current view: nothing was written over. */
export function isCurrent({ stepsRise, stepless, count }: Statistics): boolean {
  return stepsRise === 1 || stepless === count;
}

function listSeries(run: RunState): RunSeries[] {
  const all = new Map<string, RunSeries>();
  const take = (file: FileState, series: SeriesState): void => {
    const known = all.get(series.key);
    if (known === undefined)
      all.set(series.key, { key: series.key, id: parseSeriesKey(series.key), sources: [{ file, series }] });
    else known.sources.push({ file, series });
  };
  for (const file of run.files.values()) {
    for (const series of file.series?.values() ?? []) take(file, series);
  }
  return [...all.values()];
}
