import type { FileHandle } from 'node:fs/promises';
import { firstLine } from './firstLine.ts';
import { clockOf, elapsed, firstTime, localZone, zoneOf } from './lineClock.ts';
import type { RawLine } from './lineSplitter.ts';
import type { LineTimes } from './lineTimes.ts';
import { readLines } from './readLines.ts';

/** A line with a clock and the moment that it means. */
interface Sample {
  offset: number;
  clock: number;
  time: number;
}

/** Places of a log at which its clock is read: between two of them less than a day may pass, as clocks bear no date. */
const SAMPLES = 128;
const SAMPLE_BYTES = 4 * 1024;
/** A line without a clock belongs to the last one before it, if that is not farther away. */
const BACK_BYTES = 256 * 1024;

/**
 * Moments by the `[HH:MM:SS]` or `HH:MM:SS |` that lines start with; null where there are none. The day and the zone, which a
 * clock does not tell, come from the run's own first and last time. Reads less than 1 MiB of a log of any size.
 */
export async function clockTimes(
  log: { handle: FileHandle; size: number },
  run: { began: number; ended: number },
  signal: AbortSignal,
): Promise<LineTimes | null> {
  const samples = await readSamples(log, run, signal);
  const [first] = samples;
  if (first === undefined) return null;
  const before = (holds: (sample: Sample) => boolean): number => Math.max(0, samples.findLastIndex(holds));
  return {
    source: 'clock',
    at: async (offset) => {
      const sample = samples[before((one) => one.offset <= offset)] ?? first;
      const line = offset < sample.offset ? null : await clockBefore(log.handle, offset, log.size);
      return { time: line === null ? sample.time : sample.time + elapsed(sample.clock, line), step: null };
    },
    offsetOf: async (time) => {
      const at = before((one) => one.time < Math.floor(time));
      const sample = samples[at] ?? first;
      const isBefore = ({ text }: RawLine): boolean | null => {
        const clock = clockOf(text);
        return clock === null ? null : sample.time + elapsed(sample.clock, clock) < Math.floor(time);
      };
      return await firstLine(log.handle, sample.offset, samples[at + 1]?.offset ?? log.size, isBefore, signal);
    },
  };
}

async function readSamples(
  { handle, size }: { handle: FileHandle; size: number },
  { began, ended }: { began: number; ended: number },
  signal: AbortSignal,
): Promise<Sample[]> {
  const stride = Math.max(SAMPLE_BYTES, Math.ceil(size / SAMPLES));
  const clocks: { offset: number; clock: number }[] = [];
  for (let at = 0; at < size; at += stride) {
    signal.throwIfAborted();
    const found = await firstClock(handle, at, Math.min(size, at + SAMPLE_BYTES));
    if (found !== null) clocks.push(found);
  }
  const [first] = clocks;
  if (first === undefined) return [];
  const last = (await clockBefore(handle, size, size)) ?? (clocks.at(-1) ?? first).clock;
  const zone = zoneOf({ first: first.clock, last, began, ended }, localZone(began));
  let time = firstTime(first.clock, began, zone);
  return clocks.map(({ offset, clock }, i) => {
    time += i === 0 ? 0 : elapsed((clocks[i - 1] ?? first).clock, clock);
    return { offset, clock, time };
  });
}

async function firstClock(
  handle: FileHandle,
  from: number,
  to: number,
): Promise<{ offset: number; clock: number } | null> {
  for await (const { lines, pending } of readLines(handle, Math.max(0, from - 1), to)) {
    for (const { offset, text } of pending === null ? lines : [...lines, pending]) {
      if (offset < from) continue;
      const clock = clockOf(text);
      if (clock !== null) return { offset, clock };
    }
  }
  return null;
}

/** The clock of the last line with one that starts at `offset` or before it. */
async function clockBefore(handle: FileHandle, offset: number, size: number): Promise<number | null> {
  let last: number | null = null;
  const from = Math.max(0, offset - BACK_BYTES);
  // The line itself is read to its end, or as far as its clock may reach.
  for await (const { lines, pending } of readLines(
    handle,
    Math.max(0, from - 1),
    Math.min(size, offset + SAMPLE_BYTES),
  )) {
    for (const line of pending === null ? lines : [...lines, pending]) {
      if (line.offset > offset) return last;
      if (line.offset >= from) last = clockOf(line.text) ?? last;
    }
  }
  return last;
}
