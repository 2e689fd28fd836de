import type { AggregationFn } from './aggregationRules.ts';
import type { BestEnd } from './bestEnd.ts';

/**
 * What the server says about a run. All times are Unix seconds (f64, UTC); all names are the API's own,
 * so a row can be read by curl, pandas and the page alike.
 */

/** Statuses that a folder may carry, and `crashed`, which is computed and never written. */
export type RunStatus = 'running' | 'finished' | 'failed' | 'interrupted' | 'crashed';

/** One row of `GET /api/runs`. */
export interface RunRow {
  id: string;
  /** What means this run and no other: its id, or path/id where several runs have that id. */
  ref: string;
  /** Counts up per project, in the order of (created_at, id). */
  number: number;
  /** PREFIX-number, e.g. `MMP-42`. */
  display_id: string;
  job_id: number;
  project: string;
  experiment: string;
  experiment_id: number;
  /** Where the run lies below its root, without the id. */
  path: string;
  alias: string | null;
  /** The run name: what a resume looks for within its project. */
  key: string | null;
  tags: string[];
  /** Free text that people typed. */
  notes: string | null;
  status: RunStatus;
  created_time: number;
  started_at: number | null;
  ended_at: number | null;
  /** Newest sign of life: last event's time, heartbeat or the file's change. */
  last_active: number;
  best_metric_name: string | null;
  /** What the summary says; where its metric was logged with a better value, or written over, the best of the current view. */
  best_metric_value: NumberText | null;
  best_metric_step: number | null;
  best_metric_mode: BestEnd;
  /** Declared, else the first `val/…`, else the first metric; null when nothing was logged. */
  primary_metric: string | null;
  /** Which end of it is its best: as people said, else as the run declares, else by its name; null where none says. */
  primary_mode: BestEnd;
  /** Last finite value of the primary metric in the current view. */
  primary_value: number | null;
  assets_count: number;
  points: number;
  metrics: number;
  last_step: number | null;
  /** Annotations that were logged. */
  annotations: number;
  /** First step (else null) at which a metric is NaN in the current view, with its name. */
  first_nan: { metric: string; step: number | null; time: number } | null;
  /** Bytes behind: in a file and not yet indexed. */
  pending_bytes: number;
  quarantined_lines: number;
  /** Changes whenever anything shown about the run changed. */
  version: string;
  config: JsonObject;
  summary: JsonObject;
}

/** `GET /api/runs/{id}`: the row and what only the run page needs. */
export interface RunDetail extends RunRow {
  /** Seconds from start to end, or to the newest sign of life; null when nothing tells. */
  duration: number | null;
  description: string | null;
  exit_reason: string | null;
  host: string | null;
  pid: number | null;
  python: string | null;
  git_commit: string | null;
  argv: string[] | null;
  files: RunFile[];
  counters: RunCounters;
  meta: JsonObject;
  /** JSON files of the run that could not be read, with the reason. */
  problems: string[];
}

/** One events file. Invariant: size = indexed_bytes + quarantined_bytes + pending_bytes. */
export interface RunFile {
  name: string;
  size: number;
  indexed_bytes: number;
  quarantined_bytes: number;
  pending_bytes: number;
  lines: number;
  quarantined_lines: number;
}

/** Things that were seen and are no points: counted, never hidden. */
export interface RunCounters {
  /** Values of a metrics line that are text, booleans, lists or objects. */
  non_metric_values: number;
  /** Integers beyond 2^53, kept as the nearest double. */
  inexact_integers: number;
  /** Points whose step is missing or no whole number: on the time axes only. */
  stepless_points: number;
  /** Events of a type this version does not know, kept in the file. */
  unknown_events: number;
  /** Points whose event_id had been seen before in the run. */
  repeated_event_ids: number;
}

/** A line that could not be used. */
export interface QuarantinedLine {
  file: string;
  line: number;
  offset: number;
  length: number;
  reason: string;
  /** The first 200 characters, for a person to recognise it. */
  preview: string;
}

export interface ImageEvent {
  key: string;
  path: string;
  step: number | null;
  caption: string | null;
  time: number;
  /** Whether the file was there when it was asked for. */
  exists: boolean;
}

export interface AnnotationEvent {
  text: string;
  metadata: JsonObject | null;
  step: number | null;
  time: number;
}

/** A metric of a run with the statistics of its current view. */
export interface MetricInfo {
  name: string;
  scale: string;
  labels: Record<string, string>;
  /** What stands before the last "/" of the name. */
  group: string;
  /** Points in the current view, finite or not. */
  count: number;
  /** Points ever written. */
  raw_count: number;
  finite: number;
  nan: number;
  pos_inf: number;
  neg_inf: number;
  min: number | null;
  max: number | null;
  mean: number | null;
  /** Population standard deviation. */
  std: number | null;
  first: number | null;
  last: number | null;
  argmin: number | null;
  argmax: number | null;
  last_step: number | null;
  last_time: number | null;
  /** Where an aggregation rule of the run makes it of others: of how many, and how many of their points lie on no step of it. */
  derived: { fn: AggregationFn; series: number; skipped: number } | null;
}

export interface ProjectRow {
  project: string;
  runs: number;
  running: number;
  last_active: number;
}

/** A number that may be non-finite, as JSON can carry it. */
export type NumberText = number | 'NaN' | 'Infinity' | '-Infinity';

export type Json = string | number | boolean | null | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}
