import type { FileHandle } from 'node:fs/promises';
import { firstLine } from './firstLine.ts';
import type { RawLine } from './lineSplitter.ts';
import type { LineMoment, LineTimes } from './lineTimes.ts';
import { readLines, startOfLast } from './readLines.ts';

/** A line of logs.times.jsonl: from this byte of the log on it was this time, and training stood at this step. */
export interface TimeMark {
  offset: number;
  ts: number;
  step: number | null;
}

/** Marks that are looked through for a first one that can be used. */
const HEAD_BYTES = 64 * 1024;

/** Moments by the marks that a client wrote; null where there is none that can be used. Of the marks some are read, never all. */
export async function markTimes(marks: FileHandle, size: number, signal: AbortSignal): Promise<LineTimes | null> {
  const first = await firstMark(marks, 0, Math.min(size, HEAD_BYTES));
  if (first === null) return null;
  return {
    source: 'marks',
    at: async (offset, shown) => {
      const behind = await firstLine(marks, 0, size, asks('offset', shown + 1), signal);
      const before = (await markBefore(marks, behind, signal)) ?? first;
      if (shown <= offset || before.offset > offset) return momentOf(before);
      return between(before, await firstMark(marks, behind, Math.min(size, behind + HEAD_BYTES)), shown);
    },
    offsetOf: async (time) => {
      const at = await firstLine(marks, 0, size, asks('ts', time), signal);
      return (await firstMark(marks, at, Math.min(size, at + HEAD_BYTES)))?.offset ?? Number.POSITIVE_INFINITY;
    },
  };
}

function asks(name: 'offset' | 'ts', least: number): (line: RawLine) => boolean | null {
  return (line) => {
    const mark = readMark(line.text);
    return mark === null ? null : mark[name] < least;
  };
}

function momentOf({ ts, step }: TimeMark): LineMoment {
  return { time: ts, step };
}

/** A bar writes about as much each second: bytes of a line that grew between two marks tell how late it was. */
function between(before: TimeMark, behind: TimeMark | null, offset: number): LineMoment {
  if (behind === null) return momentOf(before);
  const part = (offset - before.offset) / (behind.offset - before.offset);
  return { time: before.ts + part * (behind.ts - before.ts), step: null };
}

async function firstMark(marks: FileHandle, from: number, to: number): Promise<TimeMark | null> {
  for await (const { lines } of readLines(marks, from, to)) {
    for (const line of lines) {
      const mark = readMark(line.text);
      if (mark !== null) return mark;
    }
  }
  return null;
}

/** The last mark in front of a line of the file; some lines that are no marks may stand between. */
async function markBefore(marks: FileHandle, end: number, signal: AbortSignal): Promise<TimeMark | null> {
  const { offset } = await startOfLast(marks, end, 16, signal);
  let last: TimeMark | null = null;
  for await (const { lines } of readLines(marks, offset, end)) {
    for (const line of lines) last = readMark(line.text) ?? last;
  }
  return last;
}

/** null for a line that is no mark: it harms nothing. */
export function readMark(text: string): TimeMark | null {
  try {
    const mark = JSON.parse(text) as Partial<TimeMark> | null;
    if (typeof mark !== 'object' || mark === null || !Number.isFinite(mark.offset) || !Number.isFinite(mark.ts))
      return null;
    return {
      offset: mark.offset as number,
      ts: mark.ts as number,
      step: Number.isFinite(mark.step) ? (mark.step as number) : null,
    };
  } catch {
    return null;
  }
}
