import { BarFilter, filterBars } from '../../shared/barFilter.ts';
import type { LogLine, LogPage, TqdmMode } from '../../shared/logs.ts';
import type { LogFile, OpenLog } from './logFile.ts';
import { kindOf, type NumberedLine, numberLine, sentLine } from './logLine.ts';
import { offsetOfLine } from './offsetOfLine.ts';
import { endOfLines, readLines, startOfLast } from './readLines.ts';

/** Which lines: from a line on, those right before a line, or the last ones with the pending one. */
export type PageWanted = { from: number } | { before: number } | { last: true };

export interface PageQuery {
  wanted: PageWanted;
  /** Lines to be shown, after progress bars are left out; bars that end at the end of the page may add a few. */
  count: number;
  tqdm: TqdmMode;
}

/** A page ends early at so many characters of text, and stops looking for lines to show after so many bytes. */
const MOST_TEXT = 2 * 1024 * 1024;
const MOST_BYTES = 16 * 1024 * 1024;
/** So much is counted before any answer; of a log with a larger rest the last lines come with numbers from the end. */
const COUNT_FIRST = 8 * 1024 * 1024;

/** A stretch of lines, without what is known of the file. */
type Stretch = Pick<LogPage, 'lines' | 'from' | 'to' | 'hidden' | 'numbered' | 'pending'>;

const NOTHING: Stretch = { lines: [], from: 1, to: 1, hidden: 0, numbered: true, pending: null };

/** The answer where a run can have no log. */
export const NO_LOG: LogPage = {
  exists: false,
  problem: null,
  generation: '',
  size: 0,
  indexed: 0,
  total: 0,
  ...NOTHING,
};

/** A window of a log. Rejects when aborted, or when the file cannot be read. */
export async function readPage(file: LogFile, query: PageQuery, signal: AbortSignal): Promise<LogPage> {
  const { wanted } = query;
  await file.look();
  if ('from' in wanted) await file.countTo(wanted.from - 1, signal);
  else if ('before' in wanted) await file.countTo(wanted.before - 1, signal);
  if (restToCount(file) <= COUNT_FIRST) await file.countTo(Number.POSITIVE_INFINITY, signal);
  return await file.use(async (log) => {
    const stretch = log === null ? NOTHING : await readStretch(log, query, signal);
    return { ...file.state(), ...stretch };
  });
}

function restToCount(file: LogFile): number {
  const { size, indexed } = file.state();
  return size - indexed;
}

async function readStretch(log: OpenLog, query: PageQuery, signal: AbortSignal): Promise<Stretch> {
  const { wanted } = query;
  if ('from' in wanted) return await readForward(log, wanted.from, query, signal);
  if ('before' in wanted) {
    const before = Math.min(wanted.before, log.index.lines + 1);
    const end = await offsetOfLine(log, before);
    return await readBack(log, { number: before, offset: end }, query, signal);
  }
  return await readLast(log, query, signal);
}

async function readLast(log: OpenLog, query: PageQuery, signal: AbortSignal): Promise<Stretch> {
  const { index } = log;
  const numbered = index.scanned >= log.size;
  const end = numbered ? index.end : await endOfLines(log.handle, log.size, signal);
  const number = numbered ? index.lines + 1 : 1;
  const stretch = await readBack(log, { number, offset: end }, query, signal);
  return { ...stretch, numbered, pending: await readPending(log, number, end) };
}

/** What stands behind the last newline of the file as it was opened. */
async function readPending(log: OpenLog, number: number, offset: number): Promise<LogLine | null> {
  let pending: LogLine | null = null;
  for await (const part of readLines(log.handle, offset, log.size)) {
    // A newline that was written meanwhile: the line will come as a whole with the next page.
    if (part.lines.length > 0) return null;
    if (part.pending !== null) pending = sentLine(numberLine(part.pending, number));
  }
  return pending;
}

async function readForward(log: OpenLog, from: number, query: PageQuery, signal: AbortSignal): Promise<Stretch> {
  const first = Math.min(from, log.index.lines + 1);
  const start = await offsetOfLine(log, first);
  const filter = new BarFilter<NumberedLine>(query.tqdm, kindOf);
  const shown: NumberedLine[] = [];
  let to = first;
  let text = 0;
  for await (const part of readLines(log.handle, start, log.size)) {
    signal.throwIfAborted();
    for (const raw of part.lines) {
      if (shown.length >= query.count || text > MOST_TEXT) break;
      const lines = filter.push(numberLine(raw, to++));
      shown.push(...lines);
      for (const line of lines) text += line.text.length;
    }
    const full = shown.length >= query.count || text > MOST_TEXT || part.next - start > MOST_BYTES;
    if (!full && part.pending === null) continue;
    const pending = full || part.pending === null ? null : sentLine(numberLine(part.pending, to));
    return finish(shown, filter, { from: first, to, pending });
  }
  return finish(shown, filter, { from: first, to, pending: null });
}

function finish(
  shown: NumberedLine[],
  filter: BarFilter<NumberedLine>,
  { from, to, pending }: Pick<Stretch, 'from' | 'to' | 'pending'>,
): Stretch {
  const lines = [...shown, ...filter.flush()].map(sentLine);
  return { lines, from, to, hidden: to - from - lines.length, numbered: true, pending };
}

/** Where a line starts. */
interface Place {
  number: number;
  offset: number;
}

/** The lines before a line. Progress bars make it unknown how far back they reach, so it goes back in growing strides. */
async function readBack(log: OpenLog, end: Place, { count, tqdm }: PageQuery, signal: AbortSignal): Promise<Stretch> {
  let shown: NumberedLine[] = [];
  let { number, offset } = end;
  let text = 0;
  let stride = count;
  while (offset > 0 && shown.length < count && text < MOST_TEXT && end.offset - offset < MOST_BYTES) {
    const start = await startOfLast(log.handle, offset, Math.min(stride, 16_384), signal);
    number -= start.lines;
    const lines = await readAll(log, { number, offset: start.offset }, offset);
    shown = filterBars([...filterBars(lines, tqdm, kindOf).lines, ...shown], tqdm, kindOf).lines;
    text = shown.reduce((sum, line) => sum + line.text.length, 0);
    offset = start.offset;
    stride *= 2;
  }
  const extra = shown[shown.length - count - 1];
  if (extra !== undefined) {
    // Filtered anew from there on, so that no frame of this page stands for one of the page before it.
    const [, ...lines] = await readAll(log, extra, end.offset);
    shown = filterBars(lines, tqdm, kindOf).lines;
    number = extra.number + 1;
  }
  const lines = shown.map(sentLine);
  const hidden = end.number - number - lines.length;
  return { lines, from: number, to: end.number, hidden, numbered: true, pending: null };
}

async function readAll(log: OpenLog, start: Place, end: number): Promise<NumberedLine[]> {
  const lines: NumberedLine[] = [];
  for await (const part of readLines(log.handle, start.offset, end)) {
    for (const raw of part.lines) lines.push(numberLine(raw, start.number + lines.length));
  }
  return lines;
}
