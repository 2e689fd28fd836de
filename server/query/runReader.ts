import type { CoordsFilter } from '../../shared/coords.ts';
import type { Directory } from '../columns/directory.ts';
import { parseSeriesKey, type SeriesId } from '../columns/seriesKey.ts';
import { isCurrent, type Statistics, statisticsOf } from '../columns/statistics.ts';
import { totalStatistics } from '../ingest/commitFile.ts';
import type { FileState, SeriesState } from '../ingest/fileState.ts';
import { loadFile } from '../ingest/loadFile.ts';
import type { RunState } from '../ingest/runState.ts';
import type { Store } from '../store/store.ts';
import { currentView, mergeFiles, type View } from './currentView.ts';
import { type Derived, derivedSeries, derivedViews } from './derivedSeries.ts';
import { type DetailedPoints, type DetailedView, detailedPoints, detailedView, withCoords } from './detailedPoints.ts';
import { directoryReader } from './directoryReader.ts';
import { type PointReader, pointReader, type RawPoints } from './rawPoints.ts';
import { stateLru } from './stateLru.ts';

/** A series of a run with the files that hold it. */
export interface RunSeries {
  key: string;
  id: SeriesId;
  sources: { file: FileState; series: SeriesState }[];
  /** Where an aggregation rule makes the series of others; then it has no sources of its own. */
  derived: Derived | null;
}

/** Questions about one run's points; the caller holds the run's lock. */
export interface RunReader {
  points: PointReader;
  /** What is known of each chunk of a series in one file. */
  directory(series: SeriesState): Promise<Directory>;
  /** All series, in the order first seen, and then those that aggregation rules derive. */
  series(run: RunState): Promise<RunSeries[]>;
  /** The current view, or what of it (or of what it is derived from) has these coordinates; kept while the run's version stays. */
  view(run: RunState, series: RunSeries, coords?: CoordsFilter | null): Promise<View>;
  /** Every write of a series that was logged. */
  writes(series: RunSeries): Promise<DetailedPoints>;
  /** Statistics of the current view, and of every point ever written. */
  statistics(run: RunState, series: RunSeries): Promise<Statistics>;
}

const VIEW_BYTES = 512 * 1024 * 1024;

export function runReader(store: Store): RunReader {
  const points = pointReader(store);
  const views = stateLru<View>(VIEW_BYTES);
  const raw = async ({ sources }: RunSeries): Promise<RawPoints> => {
    const parts: RawPoints[] = [];
    for (const { file, series } of sources) parts.push(await points.read(file, series));
    return mergeFiles(parts);
  };
  const detailed = async (series: RunSeries, coords: CoordsFilter | null): Promise<DetailedView> => {
    const all = detailedView(await detailedPoints(series, points));
    return coords === null ? all : withCoords(all, coords);
  };
  const viewsOf = async (
    run: RunState,
    series: RunSeries,
    coords: CoordsFilter | null,
  ): Promise<Iterable<[string, View]>> => {
    if (series.derived === null)
      return [[series.key, coords === null ? currentView(await raw(series)) : (await detailed(series, coords)).view]];
    const sources: DetailedView[] = [];
    for (const source of series.derived.sources) {
      const isPlaced = series.derived.coordinate === null;
      sources.push(isPlaced ? { view: await view(run, source, coords), details: [] } : await detailed(source, coords));
    }
    return derivedViews(series.derived, sources);
  };
  const view = async (run: RunState, series: RunSeries, coords: CoordsFilter | null = null): Promise<View> => {
    const [owner, state] = [String(run.id), run.version];
    const keyOf = (key: string): string => `${coords === null ? '' : JSON.stringify(coords)}:${key}`;
    const known = views.get(owner, state, keyOf(series.key));
    if (known !== undefined) return known;
    const made = new Map(await viewsOf(run, series, coords));
    for (const [key, one] of made) views.set(owner, state, keyOf(key), one, one.length * 24 + 100);
    return made.get(series.key) as View;
  };
  return {
    points,
    directory: directoryReader(store),
    view,
    writes: (series) => detailedPoints(series, points),
    series: async (run) => {
      for (const file of run.files.values()) await loadFile(file, store);
      const logged = listSeries(run);
      return [...logged, ...derivedSeries(run, logged)];
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

function listSeries(run: RunState): RunSeries[] {
  const all = new Map<string, RunSeries>();
  const take = (file: FileState, series: SeriesState): void => {
    const known = all.get(series.key);
    if (known === undefined)
      all.set(series.key, {
        key: series.key,
        id: parseSeriesKey(series.key),
        sources: [{ file, series }],
        derived: null,
      });
    else known.sources.push({ file, series });
  };
  for (const file of run.files.values()) {
    for (const series of file.series?.values() ?? []) take(file, series);
  }
  return [...all.values()];
}
