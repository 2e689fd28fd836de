import type { StatisticName } from '../../shared/values.ts';
import { parseSeriesKey } from '../columns/seriesKey.ts';
import { isCurrent, type Statistics, statisticsFromBytes } from '../columns/statistics.ts';
import { totalStatistics } from '../ingest/commitFile.ts';
import type { FileState } from '../ingest/fileState.ts';
import type { RunState } from '../ingest/runState.ts';
import type { Store } from '../store/store.ts';
import type { RunReader } from './runReader.ts';
import { saidBy } from './runRows.ts';

/**
 * Statistics of single metrics of many runs. What lies idle in the index is asked for by name and not loaded: a table of
 * 10,000 runs must not bring every series of theirs into memory. The caller holds the run's lock.
 */
export interface RunValueReader {
  /** The metrics of a run by name. */
  names(run: RunState): Promise<string[]>;
  /** Its metrics with their scales, each pair once, those included that aggregation rules derive. */
  scaledNames(run: RunState): Promise<ScaledName[]>;
  statistics(run: RunState, metrics: readonly string[]): Promise<Map<string, Statistics>>;
}

export interface ScaledName {
  name: string;
  scale: string;
}

interface Known {
  version: string;
  /** Key of the series that a name stands for. */
  keys: Map<string, string>;
  statistics: Map<string, Statistics | null>;
  scaled: ScaledName[] | null;
}

export function runValueReader(store: Store, reader: RunReader): RunValueReader {
  const all = new WeakMap<RunState, Known>();
  const knownOf = async (run: RunState): Promise<Known> => {
    const before = all.get(run);
    if (before?.version === run.version) return before;
    const known: Known = {
      version: run.version,
      keys: await keysByName(run, store),
      statistics: new Map(),
      scaled: null,
    };
    all.set(run, known);
    return known;
  };
  return {
    names: async (run) => [...(await knownOf(run)).keys.keys()],
    scaledNames: async (run) => {
      const known = await knownOf(run);
      known.scaled ??= await scaledNames(run, store, reader);
      return known.scaled;
    },
    statistics: async (run, metrics) => {
      const { keys, statistics } = await knownOf(run);
      const missing = metrics.filter((metric) => !statistics.has(metric));
      if (missing.length > 0) {
        const wanted = missing.map((metric) => keys.get(metric)).filter((key) => key !== undefined);
        const found = await statisticsByKey(run, wanted, store, reader);
        for (const metric of missing) statistics.set(metric, found.get(keys.get(metric) ?? '') ?? null);
      }
      return new Map(
        metrics.flatMap((metric) => {
          const found = statistics.get(metric) ?? null;
          return found === null ? [] : [[metric, found] as const];
        }),
      );
    },
  };
}

/** A name stands for the plain series, else for the first without labels. */
async function keysByName(run: RunState, store: Store): Promise<Map<string, string>> {
  const keys = new Map<string, string>();
  for (const file of run.files.values()) {
    for (const key of file.series?.keys() ?? (await store.listSeriesKeys(file.id))) {
      const { name, labels } = parseSeriesKey(key);
      if (key === name || (Object.keys(labels).length === 0 && !keys.has(name))) keys.set(name, key);
    }
  }
  return keys;
}

async function scaledNames(run: RunState, store: Store, reader: RunReader): Promise<ScaledName[]> {
  const found = new Map<string, ScaledName>();
  const add = ({ name, scale }: ScaledName): void => {
    found.set(JSON.stringify([name, scale]), { name, scale });
  };
  if (saidBy(run).meta.aggregation_rules !== undefined) for (const { id } of await reader.series(run)) add(id);
  else
    for (const file of run.files.values())
      for (const key of file.series?.keys() ?? (await store.listSeriesKeys(file.id))) add(parseSeriesKey(key));
  return [...found.values()];
}

async function statisticsByKey(
  run: RunState,
  keys: readonly string[],
  store: Store,
  reader: RunReader,
): Promise<Map<string, Statistics>> {
  const found = new Map<string, Statistics>();
  const unsure = new Set<string>();
  for (const file of run.files.values()) {
    for (const [key, statistics] of await totalsOfFile(file, keys, store)) {
      if (found.has(key) || !isCurrent(statistics)) unsure.add(key);
      found.set(key, statistics);
    }
  }
  if (unsure.size === 0) return found;
  for (const series of await reader.series(run))
    if (unsure.has(series.key)) found.set(series.key, await reader.statistics(run, series));
  return found;
}

async function totalsOfFile(file: FileState, keys: readonly string[], store: Store): Promise<[string, Statistics][]> {
  const { series, open } = file;
  if (series === null || open === null) {
    const stored = await store.listTotals(file.id, keys);
    return stored.map(({ key, total }) => [key, statisticsFromBytes(total)]);
  }
  return keys.flatMap((key) => {
    const state = series.get(key);
    return state === undefined ? [] : [[key, totalStatistics(state, open)] as [string, Statistics]];
  });
}

/** A number, or null where nothing finite was logged. */
export function statisticValue(statistics: Statistics | undefined, name: StatisticName): number | null {
  if (statistics === undefined) return null;
  if (name === 'count') return statistics.count;
  if (statistics.finite === 0) return null;
  const value = name === 'std' ? Math.sqrt(statistics.m2 / statistics.finite) : statistics[name];
  return Number.isFinite(value) ? value : null;
}
