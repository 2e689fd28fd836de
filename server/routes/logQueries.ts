import * as z from 'zod';

/** Zod schemas of what log requests carry. web/ must never reach this file by value. */

function whole(least: number, most: number) {
  const error = `a whole number from ${least} to ${most}`;
  return z
    .string({ error })
    .regex(/^\d{1,15}$/, { error })
    .transform(Number)
    .refine((value) => value >= least && value <= most, { error });
}

const MOST_LINES = 1_000_000_000_000;
const tqdm = z.enum(['keep', 'drop', 'collapse'], { error: 'keep, drop or collapse' }).default('keep');
const flag = z.enum(['0', '1'], { error: '0 or 1' }).transform((value) => value === '1');

/** Lines before the live ones where `tail` is not given. */
export const DEFAULT_TAIL = 1_000;

/** `tail` asks for the last lines, `before` for those right before a line, else `from` counts. */
export const logPageQuery = z
  .object({
    from: whole(1, MOST_LINES).default(1),
    before: whole(1, MOST_LINES).optional(),
    tail: whole(1, 5_000).optional(),
    count: whole(1, 5_000).default(500),
    tqdm,
  })
  .transform(({ from, before, tail, count, tqdm }) => {
    if (tail !== undefined) return { wanted: { last: true as const }, count: tail, tqdm };
    return { wanted: before === undefined ? { from } : { before }, count, tqdm };
  });

export const logSearchQuery = z
  .object({
    q: z
      .string({ error: 'the text to search for' })
      .min(1, { error: 'must not be empty' })
      .max(1_000, { error: 'at most 1000 characters' })
      .refine((value) => !/[\n\r]/.test(value), { error: 'must be within one line' }),
    case: flag.default(false),
    from: whole(1, MOST_LINES).default(1),
    limit: whole(1, 2_000).default(200),
    tqdm,
  })
  .transform(({ q, case: matchCase, from, limit, tqdm }) => {
    return { text: q, matchCase, from, limit, skipBars: tqdm !== 'keep' };
  });

export const logStreamQuery = z.object({
  tail: whole(0, MOST_LINES).default(DEFAULT_TAIL),
  after: whole(0, MOST_LINES)
    .optional()
    .transform((value) => value ?? null),
  follow: flag.default(true),
  tqdm,
});
