import * as z from 'zod';
import type { RawRow } from '../../shared/rawRow.ts';
import type { SeriesHead, SeriesMeta } from '../../shared/series.ts';
import type { StepTable, TimeTable } from '../../shared/table.ts';
import type { LoggedMetric, MetricName, RunValues } from '../../shared/values.ts';
import type { RawAnswer } from '../engine/rawQuestions.ts';
import { named } from './names.ts';
import { labelsObject } from './runAnswers.ts';

/** What the routes about points answer; the types are those of shared/table.ts, shared/series.ts and server/engine/api.ts. */

const count = z.number().int().min(0);
const number = z.number().nullable();
const word = z.enum(['NaN', 'Infinity', '-Infinity']);

const stepRow = z
  .object({ global_step: z.number(), time: z.number().exactOptional(), stage: z.string().exactOptional() })
  .catchall(z.union([z.number(), z.string()]));

export const stepTable = named(
  'StepTable',
  z.object({
    columns: z
      .array(z.string())
      .describe('`global_step` first, metrics in the order first seen, then `time`, `stage`.'),
    rows: z.array(stepRow).describe('One row per step, ascending; what was not logged, or is not finite, is absent.'),
    total: count,
    sampled: count,
    start_time: number.describe('The zero of `time`, in Unix seconds.'),
    non_finite: z.array(z.tuple([z.number(), z.string(), word])).describe('[step, metric, value]'),
  }) satisfies z.ZodType<StepTable>,
);

export const timeTable = named(
  'TimeTable',
  z.object({
    columns: z.array(z.string()).describe('`time` (seconds from `start_time`) first.'),
    rows: z
      .array(z.record(z.string(), number))
      .describe('One row per distinct time; every column in every row, null where nothing was logged.'),
    total: count,
    sampled: count,
    start_time: number,
    non_finite: z.array(z.tuple([z.number(), z.string(), word])).describe('[time, metric, value]'),
  }) satisfies z.ZodType<TimeTable>,
);

const seriesMeta = z.object({
  run: z.string().describe('As it was asked for.'),
  metric: z.string(),
  scale: z.string(),
  labels: labelsObject,
  version: z.string(),
  offset: count,
  length: count,
  smooth_offset: count,
  smooth_length: count,
  logged: count.describe('Points in the asked range …'),
  drawn: count.describe('… and how many of them are here.'),
  method: z.enum(['raw', 'm4', 'buckets']),
  without_x: count.describe('Points that have no place on the x axis.'),
  zero_time: z.number(),
  zero_step: z.number(),
  group: z
    .object({
      centre: z.enum(['mean', 'median']),
      runs: count,
      with_points: count,
      ended_early: count,
      bucket: z.number(),
    })
    .nullable()
    .describe('Where this is a group of runs.'),
  smoothed_over: z.enum(['points', 'leaf means']).nullable(),
  nan: count,
  pos_inf: count,
  neg_inf: count,
  x_min: number,
  x_max: number,
  y_min: number,
  y_max: number,
  x_of_min: number,
  x_of_max: number,
  quantiles: z.tuple([z.number(), z.number(), z.number(), z.number()]).nullable(),
  stages: z.array(z.object({ x: z.number(), stage: z.string() })),
  first_nan_x: number,
}) satisfies z.ZodType<SeriesMeta>;

const seriesHead = z.object({
  series: z.array(seriesMeta),
  unchanged: z.array(z.string()),
  missing: z.array(z.string()),
  pending_bytes: count,
}) satisfies z.ZodType<SeriesHead>;

const numbers = z.array(z.number());
const columns = z.object({
  series: z.array(count),
  part: z.array(z.number().int().min(0).max(1)),
  x: numbers,
  y: numbers,
  flag: z.array(z.number().int()),
});
const ABOUT_COLUMNS = 'Points by (series, part, x). part: 0 raw, 1 smooth; flag: 1 NaN, 2 +Infinity, 4 -Infinity.';

export const seriesAnswer = named('Series', seriesHead.extend({ columns: columns.describe(ABOUT_COLUMNS) }));

export const groupAnswer = named(
  'GroupSeries',
  seriesHead.extend({
    columns: columns
      .extend({ low: numbers, high: numbers, n: z.array(count) })
      .describe(`${ABOUT_COLUMNS} low and high are the band, n the runs in the bucket.`),
  }),
);

export const metricName = named(
  'MetricName',
  z.object({ name: z.string(), runs: count.describe('How many runs logged it.') }) satisfies z.ZodType<MetricName>,
);

export const loggedMetric = named(
  'LoggedMetric',
  metricName.extend({
    scale: z.string(),
    group: z.string().describe('What stands before the last "/" of the name.'),
  }) satisfies z.ZodType<LoggedMetric>,
);

export const runValues = named(
  'RunValues',
  z.object({
    columns: z.array(z.string()),
    rows: z.array(
      z.object({
        id: z.string(),
        path: z.string(),
        version: z.string(),
        values: z.array(number).describe('One a column; null where there is nothing finite.'),
      }),
    ),
  }) satisfies z.ZodType<RunValues>,
);

export const rawAnswer = named(
  'RawMetrics',
  z.object({
    rows: z.array(
      z.object({
        logGroup: z.string(),
        step: number,
        time: number.describe('Unix milliseconds.'),
        value: z.number().describe('0 where a flag is set.'),
        nonFiniteFlags: z.number().int().describe('1 NaN, 2 +Infinity, 4 -Infinity.'),
        seq: count.describe('Order of writing within its series.'),
        stage: z.string().nullable(),
        labels: labelsObject,
        scale: z.string().exactOptional(),
        coords: z.record(z.string(), z.number()).exactOptional(),
      }) satisfies z.ZodType<RawRow>,
    ),
    truncated: z.boolean().describe('Whether there are more rows than the limit.'),
  }) satisfies z.ZodType<RawAnswer>,
);

export const fastAnswer = named(
  'FastMetrics',
  z.object({
    columns: z.array(z.string()),
    rows: z.array(stepRow),
    query_time_ms: z.number(),
    total_points: count,
    applied_filters: z.object({
      metrics: z.array(z.string()).nullable(),
      step_range: z.string().nullable(),
      downsampled: z.boolean(),
    }),
  }),
);

export const progressAnswer = named(
  'Progress',
  z.object({ available: z.boolean(), status: z.string(), current_step: number }),
);
