import * as z from 'zod';
import type { GroupRequest } from '../../shared/groups.ts';
import { isMetricAxis, type SeriesRequest, type Smoothing, type XAxis } from '../../shared/series.ts';
import { about, choice, decimal, list, meanings, orNull, text, whole } from './parameters.ts';
import { aboutCoords } from './queries.ts';

const AXES: ReadonlySet<string> = new Set(['step', 'relative', 'wall', 'relstep']);
const AXIS_PATTERN = '^(step|relative|wall|relstep|metric:.+)$';
const ABOUT_X =
  'step, relative (seconds since the first point), wall (Unix seconds), relstep (steps since the first), or metric:<name>.';
const [LEAST_WIDTH, MOST_WIDTH] = [16, 8192];

function isAxis(value: unknown): value is XAxis {
  return typeof value === 'string' && value.length <= 4096 && (AXES.has(value) || isMetricAxis(value));
}

const axis = z.custom<XAxis>(isAxis, { error: 'step, relative, wall, relstep or metric:<name>' });
const bound = z.number().nullable();
const names = (most: number) => z.array(z.string().min(1).max(4096)).min(1).max(most);

const smoothing = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('ema'), weight: z.number().min(0).max(0.999) }),
  z.object({ kind: z.literal('gaussian'), sigma: z.number().positive().max(100_000) }),
  z.object({ kind: z.literal('running'), window: z.number().int().min(1).max(1_000_000) }),
]);

const view = {
  metrics: names(200).describe('Names of metrics.'),
  x: axis.default('step').meta({ type: 'string', pattern: AXIS_PATTERN, description: ABOUT_X }),
  log_x: z.boolean().default(false).describe('Pixel columns of a logarithmic x axis.'),
  from: bound.default(null).describe('First x, inclusive.'),
  to: bound.default(null).describe('Last x, inclusive.'),
  width: z
    .number()
    .int()
    .min(LEAST_WIDTH)
    .max(MOST_WIDTH)
    .default(1000)
    .describe('Device pixels across the plot area: each column keeps its first, last, minimum and maximum.'),
  smoothing: smoothing.default({ kind: 'none' }),
  coords: z
    .record(z.string(), z.tuple([bound, bound]))
    .nullable()
    .default(null)
    .describe('Only points with these coordinates: [from, to] by name, inclusive, null is open.'),
};

/** The body of `POST /api/series`. */
export const seriesBody = z.object({
  runs: names(1000).describe('Ids of runs, or path/id.'),
  ...view,
  since: z
    .record(z.string(), z.string())
    .default({})
    .describe('Versions of runs that the caller holds: runs still at theirs are left out.'),
}) satisfies z.ZodType<SeriesRequest>;

const group = z.object({ key: z.string().max(4096), runs: names(1000) });

/** The body of `POST /api/logged_metrics`. */
export const loggedBody = z.object({ runs: names(100_000).describe('Ids of runs, or path/id.') });

/** The body of `POST /api/group_series`. */
export const groupBody = z.object({
  groups: z.array(group).min(1).max(200).describe('`key` stands in the place of a run.'),
  ...view,
  centre: z.enum(['mean', 'median']).default('mean').describe('What stands for a group in a bucket.'),
  spread: z.enum(['std', 'stderr', 'ci95', 'minmax']).default('std').describe('What the band shows.'),
}) satisfies z.ZodType<GroupRequest>;

/** `none`, `ema:0.9`, `gaussian:2` or `running:50`. */
const smoothingText = text(64)
  .transform((value): unknown => {
    const [kind, amount] = value.split(':', 2);
    const number = amount === undefined || amount === '' ? undefined : Number(amount);
    if (kind === 'ema') return { kind, weight: number };
    if (kind === 'gaussian') return { kind, sigma: number };
    if (kind === 'running') return { kind, window: number };
    return { kind };
  })
  .pipe(smoothing);
meanings.add(smoothingText, {
  type: 'string',
  pattern: '^(none|ema:0\\.[0-9]{1,2}|gaussian:[1-9][0-9]{0,3}|running:[1-9][0-9]{0,5})$',
});

const axisText = text(4096).pipe(axis);
meanings.add(axisText, { type: 'string', pattern: AXIS_PATTERN });

const namesText = (most: number) => {
  const schema = list.pipe(names(most));
  meanings.add(schema, { type: 'array', minItems: 1, items: { type: 'string', pattern: '^[^,]+$' } });
  return schema;
};

/** The query of `GET /api/series`: everything of the body but `since`. */
export const seriesQuery = z.object({
  runs: about(namesText(1000), 'Ids of runs, parted by commas or repeated.', '20261120_184222_33a054'),
  metrics: about(namesText(200), 'Names of metrics, parted by commas or repeated.', 'train/loss'),
  x: about(axisText.default('step'), ABOUT_X),
  log_x: about(
    choice(['true', 'false'])
      .default('false')
      .transform((value) => value === 'true'),
    'true for pixel columns of a logarithmic x axis.',
  ),
  from: about(orNull(decimal), 'First x, inclusive.'),
  to: about(orNull(decimal), 'Last x, inclusive.'),
  width: about(whole(LEAST_WIDTH, MOST_WIDTH).default(1000), 'Device pixels across the plot area.', 400),
  coords: aboutCoords,
  smoothing: about(
    smoothingText.optional().transform((value): Smoothing => value ?? { kind: 'none' }),
    '`none`, `ema:<weight>`, `gaussian:<sigma>` or `running:<window>`.',
    'ema:0.9',
  ),
});
