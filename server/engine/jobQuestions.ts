import type { Answer } from './api.ts';

export interface JobQuestions {
  /** The run of a job's number, as a reference for the other questions. */
  jobRef(job: number): Promise<Answer<string>>;
  /** Of each metric the value with the highest step. */
  jobMetrics(job: number): Promise<Answer<JobMetric[]>>;
  /** The current view of a metric, ascending by step; `index` is a row offset. */
  jobSnapshots(
    job: number,
    name: string,
    page: { index: number; length: number },
  ): Promise<Answer<{ rows: JobSnapshot[]; total: number }>>;
  jobsOf(experiment: number): Promise<Answer<JobRow[]>>;
}

export interface JobMetric {
  name: string;
  value: number | 'nan' | 'inf' | '-inf';
}

export interface JobSnapshot extends JobMetric {
  step: number | null;
  timestamp: string | null;
}

export interface JobRow {
  id: number;
  description: string;
  status: string;
  tags: string[];
  /** Unix seconds. */
  createdOn: number;
  lastModifiedOn: number;
  experiment: string;
}
