import type { LogPlace } from '../../shared/logs.ts';
import { openInside } from '../files/openInside.ts';
import { clockTimes } from './clockTimes.ts';
import type { LineMoment, LineTimes } from './lineTimes.ts';
import type { LogFile, OpenLog } from './logFile.ts';
import { markTimes } from './markTimes.ts';
import { lineAtOffset, offsetOfLine } from './offsetOfLine.ts';
import { shownOffset } from './shownOffset.ts';

/** Beside logs.txt, where a client wrote it: sparse marks of time and step. */
const MARKS_FILE = 'logs.times.jsonl';

/** The run's own first and last moment, Unix seconds; null where nothing tells. */
export interface RunSpan {
  began: number | null;
  ended: number | null;
}

/** A line and when it was written. Everything is null for a log without times, or without lines. */
export type LinePlace = Omit<LogPlace, 'x'>;

export const NO_PLACE: LinePlace = { line: null, time: null, step: null, source: null };

/** When a line was written. A number beyond the last line means the last one. Rejects when aborted, or when the log cannot be read. */
export async function placeOfLine(file: LogFile, run: RunSpan, line: number, signal: AbortSignal): Promise<LinePlace> {
  return await withTimes(file, run, signal, async (log, times) => {
    const place = Math.min(line, log.index.lines);
    return { line: place, ...(await momentOfLine(log, times, place, signal)), source: times.source };
  });
}

/** The first line that was written at a moment or later, else the last line. Rejects as `placeOfLine` does. */
export async function placeOfTime(file: LogFile, run: RunSpan, time: number, signal: AbortSignal): Promise<LinePlace> {
  return await withTimes(file, run, signal, async (log, times) => {
    const offset = await times.offsetOf(time, signal);
    const line = offset >= log.index.end ? log.index.lines : await lineAtOffset(log, offset);
    // The line before began earlier; what it shows may still be of that moment.
    const before = line > 1 ? await momentOfLine(log, times, line - 1, signal) : null;
    if (before !== null && before.time >= time) return { line: line - 1, ...before, source: times.source };
    return { line, ...(await momentOfLine(log, times, line, signal)), source: times.source };
  });
}

async function momentOfLine(log: OpenLog, times: LineTimes, line: number, signal: AbortSignal): Promise<LineMoment> {
  const offset = await offsetOfLine(log, line);
  return await times.at(offset, await shownOffset(log, offset, await offsetOfLine(log, line + 1)), signal);
}

async function withTimes(
  file: LogFile,
  run: RunSpan,
  signal: AbortSignal,
  task: (log: OpenLog, times: LineTimes) => Promise<LinePlace>,
): Promise<LinePlace> {
  await file.look();
  await file.countTo(Number.POSITIVE_INFINITY, signal);
  return await file.use(async (log) => {
    if (log === null || log.index.lines === 0) return NO_PLACE;
    const marks = await openInside(file.folder, MARKS_FILE);
    try {
      const marked = marks.ok ? await markTimes(marks.file.handle, marks.file.size, signal) : null;
      const times = marked ?? (await timesByClock(log, run, signal));
      return times === null ? NO_PLACE : await task(log, times);
    } finally {
      if (marks.ok) await marks.file.handle.close();
    }
  });
}

async function timesByClock(log: OpenLog, { began, ended }: RunSpan, signal: AbortSignal): Promise<LineTimes | null> {
  return began === null ? null : await clockTimes(log, { began, ended: ended ?? began }, signal);
}
