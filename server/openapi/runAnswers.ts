import * as z from 'zod';
import type {
  AnnotationEvent,
  ImageEvent,
  JsonObject,
  MetricInfo,
  ProjectRow,
  QuarantinedLine,
  RunDetail,
  RunRow,
} from '../../shared/run.ts';
import type { WritesAnswer } from '../../shared/writes.ts';
import type { Written } from '../../shared/written.ts';
import { named } from './names.ts';

/** What the routes about runs answer; the types are those of shared/run.ts. */

export const anyObject = z.record(z.string(), z.unknown()) as unknown as z.ZodType<JsonObject>;
export const labelsObject = z.record(z.string(), z.string());
const seconds = z.number().describe('Unix seconds.');
const text = z.string().nullable();
const count = z.number().int().min(0);
const step = z.number().nullable();
const numberText = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]);

export const runRow = named(
  'Run',
  z.object({
    id: z.string(),
    ref: z.string().describe('What means this run and no other: its id, or path/id where several runs have that id.'),
    number: z.number().int().describe('Counts up per project, in the order of (created_at, id).'),
    display_id: z.string().describe('PREFIX-number, e.g. MMP-42.'),
    job_id: z.number().int(),
    project: z.string(),
    experiment: z.string(),
    experiment_id: z.number().int(),
    path: z.string().describe('Where the run lies below its root, without the id.'),
    alias: text,
    key: text.describe('The run name: what a resume looks for within its project.'),
    tags: z.array(z.string()),
    notes: text,
    status: z
      .enum(['running', 'finished', 'failed', 'interrupted', 'crashed'])
      .describe('crashed is computed and never written.'),
    created_time: seconds,
    started_at: seconds.nullable(),
    ended_at: seconds.nullable(),
    last_active: seconds.describe('Newest sign of life, in Unix seconds.'),
    best_metric_name: text,
    best_metric_value: numberText
      .nullable()
      .describe(
        'As the summary says; of the current view where a better value was logged since, or values were written over.',
      ),
    best_metric_step: step,
    best_metric_mode: z.enum(['min', 'max']).nullable(),
    primary_metric: text,
    primary_mode: z.enum(['min', 'max']).nullable(),
    primary_value: z.number().nullable().describe('The last finite value of the primary metric in the current view.'),
    assets_count: count,
    points: count,
    metrics: count,
    last_step: step,
    annotations: count.describe('Annotations that were logged.'),
    first_nan: z
      .object({ metric: z.string(), step, time: z.number() })
      .nullable()
      .describe('The first NaN of the current view.'),
    pending_bytes: count.describe('Bytes of its files that are not indexed yet.'),
    quarantined_lines: count,
    version: z.string().describe('Changes whenever anything shown about the run changed.'),
    config: anyObject,
    summary: anyObject,
  }) satisfies z.ZodType<RunRow>,
);

const runFile = z.object({
  name: z.string(),
  size: count,
  indexed_bytes: count,
  quarantined_bytes: count,
  pending_bytes: count,
  lines: count,
  quarantined_lines: count,
});

const runCounters = z.object({
  non_metric_values: count,
  inexact_integers: count,
  stepless_points: count,
  unknown_events: count,
  repeated_event_ids: count,
});

export const runDetail = named(
  'RunDetail',
  runRow.extend({
    duration: z.number().nullable().describe('Seconds from start to end, or to the newest sign of life.'),
    description: text,
    exit_reason: text,
    host: text,
    pid: z.number().nullable(),
    python: text,
    git_commit: text,
    argv: z.array(z.string()).nullable(),
    files: z.array(runFile).describe('size = indexed_bytes + quarantined_bytes + pending_bytes.'),
    counters: runCounters,
    meta: anyObject,
    problems: z.array(z.string()),
  }) satisfies z.ZodType<RunDetail>,
);

export const projectRow = named(
  'Project',
  z.object({ project: z.string(), runs: count, running: count, last_active: seconds }) satisfies z.ZodType<ProjectRow>,
);

export const written = named(
  'Written',
  z.object({
    rows: z.array(
      z.object({
        step,
        time: z.number().nullable(),
        stage: text,
        values: z.array(z.object({ name: z.string(), scale: z.string(), labels: labelsObject, value: numberText })),
      }),
    ),
    position: z.string().describe('For `after`.'),
    more: z.boolean().describe('Whether there is more behind these rows already.'),
  }) satisfies z.ZodType<Written>,
);

export const writes = named(
  'Writes',
  z.object({
    rows: z.array(
      z.object({
        seq: count.describe('Place among all writes of the series, from 0.'),
        step,
        time: z.number().nullable(),
        time_ns: text.describe('Nanoseconds as written, as text.'),
        ts: z.number().nullable(),
        value: numberText,
        file: z.string(),
        stage: text,
        event_id: text,
        coords: z.record(z.string(), z.number()).nullable(),
        current: z.boolean().describe('Whether this is the write that stands: the last one of its step.'),
      }),
    ),
    total: count.describe('Writes that fit the question, before offset and limit.'),
  }) satisfies z.ZodType<WritesAnswer>,
);

const number = z.number().nullable();
export const metricInfo = named(
  'Metric',
  z.object({
    name: z.string(),
    scale: z.string(),
    labels: labelsObject,
    group: z.string().describe('What stands before the last "/" of the name.'),
    count: count.describe('Points in the current view, finite or not.'),
    raw_count: count.describe('Points ever written.'),
    finite: count,
    nan: count,
    pos_inf: count,
    neg_inf: count,
    min: number,
    max: number,
    mean: number,
    std: number.describe('Population standard deviation.'),
    first: number,
    last: number,
    argmin: number.describe('Step of the minimum.'),
    argmax: number.describe('Step of the maximum.'),
    last_step: step,
    last_time: number,
    derived: z
      .object({
        fn: z.enum(['mean', 'max', 'sum', 'min', 'std_dev', 'count']),
        series: count,
        skipped: count,
      })
      .nullable()
      .describe('Where an aggregation rule of the run makes it of others.'),
  }) satisfies z.ZodType<MetricInfo>,
);

export const imageEvent = named(
  'Image',
  z.object({
    key: z.string(),
    path: z.string().describe('Below the run: what the media route takes.'),
    step,
    caption: text,
    time: z.number(),
    exists: z.boolean(),
  }) satisfies z.ZodType<ImageEvent>,
);

export const annotationEvent = named(
  'Annotation',
  z.object({
    text: z.string(),
    metadata: anyObject.nullable(),
    step,
    time: z.number(),
  }) satisfies z.ZodType<AnnotationEvent>,
);

export const quarantinedLine = named(
  'QuarantinedLine',
  z.object({
    file: z.string(),
    line: count,
    offset: count,
    length: count,
    reason: z.string(),
    preview: z.string().describe('The first 200 characters.'),
  }) satisfies z.ZodType<QuarantinedLine>,
);
