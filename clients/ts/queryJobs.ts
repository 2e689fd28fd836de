import type { JobPage as Page } from '../../shared/jobPage.ts';
import type { QueryReader } from './queryReader.ts';
import { type MetricValue, toNumber } from './values.ts';

/** Runs as jobs, folders as experiments. Source of names, parameters and results: the metrics reference of Dioptra's client. */

/** A value in an answer: a number, or the text "nan", "inf" or "-inf". */
export type JobValue = number | 'nan' | 'inf' | '-inf';

export interface JobMetric {
  name: string;
  value: JobValue;
}

export interface JobSnapshot extends JobMetric {
  step: number;
  timestamp: string;
}

export type { Page };

export interface PageOptions {
  index?: number | undefined;
  /** 1 … 1000; 10 by default. */
  pageLength?: number | undefined;
}

/** `client.jobs`. A job id is a run's `job_id`. All methods reject with QueryError. */
export class JobsCollectionClient {
  readonly #reader: QueryReader;

  constructor(reader: QueryReader) {
    this.#reader = reader;
  }

  /** Of each metric the value with the highest step; an empty list for a job that is not there. */
  getMetricsById(jobId: number | string): Promise<JobMetric[]> {
    return this.#reader.get(metricsOf('jobs', jobId));
  }

  /** The history of one metric, ascending by step. */
  getMetricsSnapshotsById(
    jobId: number | string,
    metricName: number | string,
    { index = 0, pageLength = 10 }: PageOptions = {},
  ): Promise<Page<JobSnapshot>> {
    const path = `${metricsOf('jobs', jobId)}/${encodeURIComponent(metricName)}/snapshots`;
    return this.#reader.get(path, { index, pageLength });
  }

  /**
   * Posts a value and gives it back. One of the same name and step is replaced; without a step it is 0. A timestamp is a Date, or
   * ISO 8601 in UTC unless it says otherwise; the server's time without one. Rejects with status 404 for a job that is not there,
   * 400 for a name that Dioptra would refuse, InvalidMetricError for a value that is no number.
   */
  async appendMetricById(
    jobId: number | string,
    metricName: string,
    metricValue: MetricValue | JobValue,
    { metricStep, timestamp }: { metricStep?: number | undefined; timestamp?: Date | string | undefined } = {},
  ): Promise<JobMetric> {
    return await this.#reader.post(metricsOf('jobs', jobId), {
      name: metricName,
      value: jobValue(metricValue),
      ...(metricStep === undefined ? {} : { step: metricStep }),
      ...(timestamp === undefined
        ? {}
        : { timestamp: timestamp instanceof Date ? timestamp.toISOString() : timestamp }),
    });
  }
}

/** `client.experiments`. An experiment id is a run's `experiment_id`. */
export class ExperimentsCollectionClient {
  readonly #reader: QueryReader;

  constructor(reader: QueryReader) {
    this.#reader = reader;
  }

  /**
   * The latest metrics of each job. `sortBy` is id, description, createdOn, lastModifiedOn, status, experiment, entrypoint or queue,
   * else QueryError with status 400; a `search` that cannot be read is status 422.
   */
  getMetricsById(
    experimentId: number | string,
    options: PageOptions & {
      sortBy?: string | undefined;
      descending?: boolean | undefined;
      search?: string | undefined;
    } = {},
  ): Promise<Page<{ id: number; metrics: JobMetric[] }>> {
    const { index = 0, pageLength = 10, sortBy, descending, search } = options;
    return this.#reader.get(metricsOf('experiments', experimentId), { index, pageLength, search, sortBy, descending });
  }
}

function metricsOf(collection: string, id: number | string): string {
  return `/api/v1/${collection}/${encodeURIComponent(id)}/metrics`;
}

/** Texts such as "nan" are what the answers hold: they may be given back. */
function jobValue(value: unknown): number | string {
  if (typeof value === 'string') return value;
  const number = Number(toNumber(value));
  return Number.isFinite(number) ? number : String(number);
}
