import * as z from 'zod';
import { parseCoords } from '../../shared/coords.ts';

/** Zod schemas of what requests carry. web/ must never reach this file by value. */

const text = z.union([z.string(), z.array(z.string())]);

/**
 * A list in a query. Given once, the value is split at commas; given several times (`metrics=a&metrics=b`), every value
 * is one whole name, so that a name may hold a comma. Empty and repeated names are dropped.
 */
export const list = text.transform((value) => {
  const names = typeof value === 'string' ? value.split(',') : value;
  return [...new Set(names.filter((name) => name !== ''))];
});

/** A parameter that makes sense once only: the last one wins, as in most servers. */
export const single = text.transform((value) => (typeof value === 'string' ? value : (value.at(-1) ?? '')));

function whole(least: number, most: number) {
  const why = `a whole number from ${least} to ${most}`;
  return single
    .refine((value) => /^\d{1,15}$/.test(value) && Number(value) >= least && Number(value) <= most, { error: why })
    .transform(Number);
}

const decimal = single
  .refine((value) => value.trim() !== '' && Number.isFinite(Number(value)), { error: 'a finite number' })
  .transform(Number);

/** `k:v,k2:v2`, or repeated where a value holds a comma. The first colon parts key from value. */
export const labels = text.transform((value, context) => {
  const pairs = new Map<string, string>();
  for (const pair of typeof value === 'string' ? value.split(',') : value) {
    const colon = pair.indexOf(':');
    if (colon <= 0) {
      context.addIssue({ code: 'custom', message: 'pairs like key:value, parted by commas' });
      return z.NEVER;
    }
    pairs.set(pair.slice(0, colon), pair.slice(colon + 1));
  }
  return Object.fromEntries(pairs);
});

/** `episode:3,rl_step:10..20`: points with these coordinates. */
export const coords = single.transform((value, context) => {
  const filter = parseCoords(value);
  if (filter !== null) return filter;
  context.addIssue({ code: 'custom', message: 'terms like episode:3 or rl_step:10..20, parted by commas' });
  return z.NEVER;
});

export const runsQuery = z.object({
  project: single.nullish().transform(orNull),
  filter: single.nullish().transform(orNull),
  sort: single.nullish().transform(orNull),
  limit: whole(0, 1_000_000).nullish().transform(orNull),
  offset: whole(0, 1_000_000_000)
    .nullish()
    .transform((value) => value ?? 0),
});

export const tableQuery = z.object({
  metrics: list.nullish().transform(orNull),
  from: decimal.nullish().transform(orNull),
  to: decimal.nullish().transform(orNull),
  downsample: whole(2, 50_000).nullish().transform(orNull),
  scale: single.nullish().transform(orNull),
  labels: labels.nullish().transform(orNull),
  coords: coords.nullish().transform(orNull),
});

/** Of one run's export. */
export const exportFilter = z.object({
  metrics: list.nullish().transform(orNull),
  from: decimal.nullish().transform(orNull),
  to: decimal.nullish().transform(orNull),
});

export const pageQuery = z.object({
  offset: whole(0, 1_000_000_000)
    .nullish()
    .transform((value) => value ?? 0),
  limit: whole(1, 10_000)
    .nullish()
    .transform((value) => value ?? 200),
});

export const writtenQuery = z.object({
  after: single.nullish().transform((value) => value ?? ''),
  count: whole(1, 5_000)
    .nullish()
    .transform((value) => value ?? 10),
});

export function orNull<T>(value: T | null | undefined): T | null {
  return value ?? null;
}
