import type { LoggedMetric, MetricName, RunValuesRow, ValueColumn } from '../../shared/values.ts';
import type { SavedView, ViewBody } from '../../shared/views.ts';
import type { Answer } from './api.ts';

/** What the run table and the top bar ask beside the list of runs. */
export interface TableQuestions extends ValueQuestions, ViewQuestions {}

export interface ValueQuestions {
  /** Metrics of the runs of a project (null: of all), those that most runs logged first. */
  metricNames(project: string | null): Promise<Answer<MetricName[]>>;
  /** Metrics of some runs, in the order first seen; a run that is not there is left out. */
  loggedMetrics(refs: readonly string[]): Promise<Answer<LoggedMetric[]>>;
  values(query: ValuesQuery): Promise<Answer<RunValuesRow[]>>;
}

export interface ValuesQuery {
  project: string | null;
  columns: ValueColumn[];
  /** path/id of each wanted run; null asks for all. A run that is not there is left out. */
  runs: string[] | null;
}

export interface ViewQuestions {
  views(): Promise<Answer<SavedView[]>>;
  /** Writes the file of that name; what it holds beside the body's fields stays. */
  putView(name: string, body: ViewBody): Promise<Answer<SavedView>>;
  deleteView(name: string): Promise<Answer<{ name: string }>>;
}
