import * as z from 'zod';
import type { GroupRequest } from '../../shared/groups.ts';
import { isMetricAxis, type SeriesRequest, type Smoothing, type XAxis } from '../../shared/series.ts';
import { coords } from './queries.ts';

const AXES: ReadonlySet<string> = new Set(['step', 'relative', 'wall', 'relstep']);

const axis = z.custom<XAxis>(
  (value) => typeof value === 'string' && value.length <= 4096 && (AXES.has(value) || isMetricAxis(value)),
  { error: 'step, relative, wall, relstep or metric:<name>' },
);
const width = z.number().int().min(16).max(8192);
const bound = z.number().nullable();
const names = (most: number) => z.array(z.string().min(1).max(4096)).min(1).max(most);

const smoothing = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('ema'), weight: z.number().min(0).max(0.999) }),
  z.object({ kind: z.literal('gaussian'), sigma: z.number().positive().max(100_000) }),
  z.object({ kind: z.literal('running'), window: z.number().int().min(1).max(1_000_000) }),
]);

const view = {
  metrics: names(200),
  x: axis.default('step'),
  log_x: z.boolean().default(false),
  from: bound.default(null),
  to: bound.default(null),
  width: width.default(1000),
  smoothing: smoothing.default({ kind: 'none' }),
  coords: z
    .record(z.string(), z.tuple([bound, bound]))
    .nullable()
    .default(null),
};

/** The body of `POST /api/series`. */
export const seriesBody = z.object({
  runs: names(1000),
  ...view,
  since: z.record(z.string(), z.string()).default({}),
}) satisfies z.ZodType<SeriesRequest>;

const group = z.object({ key: z.string().max(4096), runs: names(1000) });

/** The body of `POST /api/group_series`. */
export const groupBody = z.object({
  groups: z.array(group).min(1).max(200),
  ...view,
  centre: z.enum(['mean', 'median']).default('mean'),
  spread: z.enum(['std', 'stderr', 'ci95', 'minmax']).default('std'),
}) satisfies z.ZodType<GroupRequest>;

const text = z.union([z.string(), z.array(z.string())]);
const last = text.transform((value) => (typeof value === 'string' ? value : (value.at(-1) ?? '')));

/** As in queries.ts: once means parted by commas, several times means one whole name each. */
const list = text.transform((value) => {
  const parts = typeof value === 'string' ? value.split(',') : value;
  return [...new Set(parts.filter((name) => name !== ''))];
});

const decimal = last
  .refine((value) => value.trim() !== '' && Number.isFinite(Number(value)), { error: 'a finite number' })
  .transform(Number);

/** `none`, `ema:0.9`, `gaussian:2` or `running:50`. */
const smoothingText = last
  .transform((value): unknown => {
    const [kind, amount] = value.split(':', 2);
    const number = amount === undefined || amount === '' ? undefined : Number(amount);
    if (kind === 'ema') return { kind, weight: number };
    if (kind === 'gaussian') return { kind, sigma: number };
    if (kind === 'running') return { kind, window: number };
    return { kind };
  })
  .pipe(smoothing);

/** The query of `GET /api/series`: everything of the body but `since`. */
export const seriesQuery = z.object({
  runs: list.pipe(names(1000)),
  metrics: list.pipe(names(200)),
  x: last.pipe(axis).default('step'),
  log_x: last
    .refine((value) => value === 'true' || value === 'false', { error: 'true or false' })
    .default('false')
    .transform((value) => value === 'true'),
  from: decimal.optional().transform((value) => value ?? null),
  to: decimal.optional().transform((value) => value ?? null),
  width: decimal.pipe(width).default(1000),
  coords: coords.optional().transform((value) => value ?? null),
  smoothing: smoothingText.optional().transform((value): Smoothing => value ?? { kind: 'none' }),
});
