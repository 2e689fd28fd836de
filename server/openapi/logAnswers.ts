import * as z from 'zod';
import type { LogLine, LogPage, LogPlace, LogSearch, LogState } from '../../shared/logs.ts';
import { named } from './names.ts';

/** What the routes about logs answer; the types are those of shared/logs.ts. */

const whole = z.number().int();

const logLine = named(
  'LogLine',
  z.object({
    number: whole.describe('Counts from 1; where `numbered` is false from the end, the last line being 0.'),
    offset: whole.describe('Byte at which the line starts.'),
    text: z.string(),
    cut: z
      .object({ bytes: whole, shown: z.enum(['start', 'end']) })
      .nullable()
      .describe('Set where the line is longer than `text`.'),
    tqdm: z.boolean().describe('Part of a progress bar.'),
    bar_from: z.number().nullable(),
  }) satisfies z.ZodType<LogLine>,
);

export const logState = named(
  'LogState',
  z.object({
    exists: z.boolean(),
    problem: z.string().nullable(),
    generation: z.string().describe('Changes when the file was cut or replaced: line numbers of before mean nothing.'),
    size: whole,
    indexed: whole,
    total: whole.nullable().describe('Complete lines; null while they are being counted.'),
  }) satisfies z.ZodType<LogState>,
);

export const logPage = named(
  'LogPage',
  logState.extend({
    lines: z.array(logLine),
    from: whole.describe('The page stands for the lines [from, to).'),
    to: whole,
    hidden: whole.describe('Lines of them that were left out.'),
    numbered: z.boolean(),
    pending: logLine.nullable().describe('What stands behind the last line end.'),
  }) satisfies z.ZodType<LogPage>,
);

export const logSearch = named(
  'LogSearch',
  z.object({
    hits: z.array(z.object({ number: whole, text: z.string() })),
    in_bars: whole.describe('Progress bars that hold it too and were left out.'),
    next: whole.nullable().describe('Line to go on from; null at the end.'),
    searched: whole,
    size: whole,
    generation: z.string(),
  }) satisfies z.ZodType<LogSearch>,
);

const number = z.number().nullable();
export const logPlace = named(
  'LogPlace',
  z.object({
    line: number,
    time: number.describe('Unix seconds.'),
    step: number.describe('Where training stood, when a mark says so.'),
    source: z.enum(['marks', 'clock']).nullable().describe('Where the times come from; null: the log has none.'),
    x: z.object({ step: number, relstep: number, wall: number, relative: number }),
  }) satisfies z.ZodType<LogPlace>,
);
