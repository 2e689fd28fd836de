import * as z from 'zod';
import { about, choice, orNull, text, whole } from './parameters.ts';

/** Zod schemas of what log requests carry. web/ must never reach this file by value. */

const MOST_LINES = 1_000_000_000_000;
const tqdm = about(
  choice(['keep', 'drop', 'collapse']).default('keep'),
  'What becomes of progress bars: all frames, none, or the last of each bar.',
);
const flag = (without: '0' | '1') =>
  choice(['0', '1'])
    .default(without)
    .transform((value) => value === '1');

/** Lines before the live ones where `tail` is not given. */
export const DEFAULT_TAIL = 1_000;

/** `tail` asks for the last lines, `before` for those right before a line, else `from` counts. */
export const logPageQuery = z
  .object({
    from: about(whole(1, MOST_LINES).default(1), 'Number of the first line.'),
    before: about(whole(1, MOST_LINES).optional(), 'The lines right before this one, instead of `from`.'),
    tail: about(whole(1, 5_000).optional(), 'The last lines, instead of `from` and `before`.', 100),
    count: about(whole(1, 5_000).default(500), 'How many lines.'),
    tqdm,
  })
  .transform(({ from, before, tail, count, tqdm }) => {
    if (tail !== undefined) return { wanted: { last: true as const }, count: tail, tqdm };
    return { wanted: before === undefined ? { from } : { before }, count, tqdm };
  });

export const logSearchQuery = z
  .object({
    q: about(
      text(1_000, 1).refine((value) => !/[\n\r]/.test(value), { error: 'must be within one line' }),
      'Text that the lines hold, taken literally.',
      'epoch',
    ),
    case: about(flag('0'), '1 where capital letters count.'),
    from: about(whole(1, MOST_LINES).default(1), 'Number of the first line to look at.'),
    limit: about(whole(1, 2_000).default(200), 'Most hits of the answer.'),
    tqdm,
  })
  .transform(({ q, case: matchCase, from, limit, tqdm }) => {
    return { text: q, matchCase, from, limit, skipBars: tqdm !== 'keep' };
  });

export const logStreamQuery = z.object({
  tail: about(whole(0, MOST_LINES).default(DEFAULT_TAIL), 'How many of the last lines come first.', 100),
  after: about(orNull(whole(0, MOST_LINES)), 'Go on behind this line, instead of `tail`.'),
  follow: about(flag('1'), '0 closes the socket with 1000 after the backlog.'),
  tqdm,
});
