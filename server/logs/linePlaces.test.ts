import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempRoot } from '../testing/tempRoot.ts';
import { clockOf } from './lineClock.ts';
import { type LinePlace, placeOfLine, placeOfTime, type RunSpan } from './linePlaces.ts';
import { LogFiles } from './logFiles.ts';

const BEGAN = 1_795_219_200;
const never = new AbortController().signal;

interface TimedLog extends AsyncDisposable {
  line(line: number): Promise<LinePlace>;
  time(time: number): Promise<LinePlace>;
}

function timedLog(lines: readonly string[], marks: readonly object[] | null, run: Partial<RunSpan> = {}): TimedLog {
  const root = tempRoot();
  const logs = new LogFiles();
  writeFileSync(join(root.path, 'logs.txt'), lines.map((line) => `${line}\n`).join(''));
  if (marks !== null)
    writeFileSync(join(root.path, 'logs.times.jsonl'), marks.map((mark) => `${JSON.stringify(mark)}\n`).join(''));
  const span = { began: BEGAN, ended: BEGAN + lines.length, ...run };
  return {
    line: (line) => placeOfLine(logs.get(root.path), span, line, never),
    time: (time) => placeOfTime(logs.get(root.path), span, time, never),
    [Symbol.asyncDispose]: async () => {
      logs.close();
      await root[Symbol.asyncDispose]();
    },
  };
}

/** As the clock of the machine that runs this test shows it. */
function shown(time: number): string {
  return new Date(time * 1_000).toTimeString().slice(0, 8);
}

test('every line and every second of a log over two midnights finds the other, lines without a clock between', async () => {
  const lines: string[] = [];
  const times: number[] = [];
  for (let i = 0; i < 40_000; i++) {
    const time = BEGAN + i * 4;
    const bare = i % 7 === 3;
    lines.push(bare ? `  a traceback, or a bar ${'x'.repeat(i % 90)}` : `[${shown(time)}] step ${i}`);
    times.push(bare ? (times.at(-1) as number) : time);
  }
  await using log = timedLog(lines, null, { ended: times.at(-1) as number });
  for (const line of [1, 2, 4, 999, 10_801, 21_600, 21_601, 31_234, 40_000]) {
    expect(await log.line(line)).toEqual({ line, time: times[line - 1], step: null, source: 'clock' });
  }
  for (const time of [BEGAN - 50, BEGAN, BEGAN + 3, BEGAN + 43_203, BEGAN + 86_400, BEGAN + 130_001, BEGAN + 159_996]) {
    const expected = lines.findIndex((line, i) => clockOf(line) !== null && (times[i] as number) >= time) + 1;
    expect((await log.time(time)).line).toBe(expected);
  }
  expect((await log.time(BEGAN + 999_999)).line).toBe(40_000);
});

test('marks win over clocks, carry the step, and those that cannot be read harm nothing', async () => {
  const lines = Array.from({ length: 30_000 }, (_, i) => `[00:00:00] line ${i} ${'.'.repeat(i % 13)}`);
  const marks: object[] = [];
  let offset = 0;
  for (const [i, line] of lines.entries()) {
    if (i % 10 === 0) marks.push({ offset, ts: BEGAN + i / 10, step: i === 0 ? null : i / 10 });
    if (i % 1_000 === 500) marks.push({ note: 'of another version', padding: 'x'.repeat(300) });
    offset += line.length + 1;
  }
  await using log = timedLog(lines, marks);
  expect(await log.line(1)).toEqual({ line: 1, time: BEGAN, step: null, source: 'marks' });
  for (const line of [11, 15, 20, 10_007, 30_000]) {
    const mark = Math.floor((line - 1) / 10);
    expect(await log.line(line)).toEqual({ line, time: BEGAN + mark, step: mark, source: 'marks' });
    expect((await log.time(BEGAN + mark)).line).toBe(mark * 10 + 1);
  }
  expect((await log.time(BEGAN + 1.5)).line).toBe(21);
  expect((await log.time(BEGAN + 9_999)).line).toBe(30_000);
});

test('a log without times, without lines or of a run that nothing tells the time of has no places', async () => {
  const none = { line: null, time: null, step: null, source: null };
  await using bare = timedLog(['epoch 1', 'epoch 2'], null);
  expect([await bare.line(1), await bare.time(BEGAN)]).toEqual([none, none]);
  await using empty = timedLog([], null);
  expect(await empty.line(1)).toEqual(none);
  await using timeless = timedLog(['[00:00:01] a'], null, { began: null });
  expect(await timeless.line(1)).toEqual(none);
  await using broken = timedLog(['[00:00:01] a'], [{ ts: 'soon' }]);
  expect((await broken.line(1)).source).toBe('clock');
});

test('lines longer than what is read at once are found by their start', async () => {
  const lines = Array.from({ length: 60 }, (_, i) => `[${shown(BEGAN + i)}] ${'y'.repeat(i % 3 === 0 ? 150_000 : 10)}`);
  await using log = timedLog(lines, null);
  for (let i = 0; i < 60; i++) {
    expect([i, await log.time(BEGAN + i)]).toMatchObject([i, { line: i + 1, time: BEGAN + i }]);
    expect([i, await log.line(i + 1)]).toMatchObject([i, { time: BEGAN + i }]);
  }
});

test('a bar that wrote over itself lies where its last frame does, and is found there', async () => {
  const frames = (from: number): string =>
    Array.from({ length: 10 }, (_, i) => `\r${String(from + i).padStart(3)}/100 ${'.'.repeat(32)}`).join('');
  const bars = [0, 10, 20].map((from) => `${frames(from)}\r  \rstep ${from + 10} done`);
  const lines = ['start', ...bars, 'the end'];
  const starts = lines.map((_, i) => lines.slice(0, i).reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0));
  const marks = starts.map((offset, i) => ({ offset, ts: BEGAN + (i < 2 ? i : 1 + (i - 1) * 100), step: i }));
  await using log = timedLog(lines, marks);
  const first = await log.line(2);
  expect(first).toMatchObject({ line: 2, step: null, source: 'marks' });
  expect(first.time).toBeGreaterThan(BEGAN + 90);
  expect(first.time).toBeLessThanOrEqual(BEGAN + 101);
  expect((await log.line(3)).time).toBeCloseTo((first.time as number) + 100, 0);
  expect((await log.time(BEGAN + 50)).line).toBe(2);
  expect((await log.time(BEGAN + 150)).line).toBe(3);
  expect(await log.line(1)).toMatchObject({ time: BEGAN, step: 0 });
  expect(await log.time(BEGAN + 1)).toMatchObject({ line: 2 });
  expect(await log.line(5)).toMatchObject({ time: BEGAN + 301, step: 4 });
  expect(await log.time(BEGAN + 301)).toMatchObject({ line: 5 });
});
