import { Client } from './queryClient.ts';
import type { ReaderOptions } from './queryReader.ts';
import type {
  MetricNamesOptions,
  MetricRow,
  MetricsOptions,
  Project,
  RawMetricsOptions,
  RawRow,
  StatisticsRow,
} from './queryTables.ts';

/**
 * `stepwell/query`: asks a Stepwell server about runs. Names, parameters and results as Pluto's query module and Dioptra's client
 * document them. The server is the one given, else STEPWELL_SERVER, else http://127.0.0.1:23300.
 */
export { QueryError } from './errors.ts';
export { Client } from './queryClient.ts';
export type {
  ExperimentsCollectionClient,
  JobMetric,
  JobSnapshot,
  JobsCollectionClient,
  JobValue,
  Page,
  PageOptions,
} from './queryJobs.ts';
export type { ReaderOptions } from './queryReader.ts';
export type {
  MetricNamesOptions,
  MetricRow,
  MetricsOptions,
  Project,
  RawMetricsOptions,
  RawRow,
  RunId,
  StatisticsRow,
} from './queryTables.ts';

/** Every write of one metric. See `Client.getRawMetrics`. */
export function getRawMetrics(project: Project, options: RawMetricsOptions & ReaderOptions): Promise<RawRow[]> {
  return new Client(options).getRawMetrics(project, options);
}

/** The points that stand. See `Client.getMetrics`. */
export function getMetrics(project: Project, options: MetricsOptions & ReaderOptions): Promise<MetricRow[]> {
  return new Client(options).getMetrics(project, options);
}

/** Statistics of each series. See `Client.getStatistics`. */
export function getStatistics(
  project: Project,
  options: Parameters<Client['getStatistics']>[1] & ReaderOptions,
): Promise<StatisticsRow[]> {
  return new Client(options).getStatistics(project, options);
}

/** Names of metrics. See `Client.getMetricNames`. */
export function getMetricNames(project: Project, options: MetricNamesOptions & ReaderOptions = {}): Promise<string[]> {
  return new Client(options).getMetricNames(project, options);
}
