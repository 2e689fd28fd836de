import { expect, test } from 'vitest';
import { filterBars } from '../../shared/barFilter.ts';
import type { LogLine, LogPage, LogState, TqdmMode } from '../../shared/logs.ts';
import { classifyLine } from '../../shared/tqdm.ts';
import {
  EMPTY_WINDOW,
  hiddenLines,
  type LogRequest,
  type LogSight,
  type LogWindow,
  MOST_LINES,
  nextRequest,
  reachesEnd,
  reduceLog,
} from './logWindow.ts';

/** A log on a pretended server. Each line has 10 bytes. */
class Log {
  texts: string[];
  generation = 'g1';
  pending = '';

  constructor(lines: number) {
    this.texts = Array.from({ length: lines }, (_, i) => `line ${i + 1}`);
  }

  get state(): LogState {
    const size = this.texts.length * 10 + this.pending.length;
    return { exists: true, problem: null, generation: this.generation, size, indexed: size, total: this.texts.length };
  }

  line(number: number): LogLine {
    const text = this.texts[number - 1] ?? '';
    return { number, offset: number * 10 - 10, text, cut: null, tqdm: false, bar_from: null };
  }

  answer(request: LogRequest, mode: TqdmMode, count = 500): LogPage {
    const total = this.texts.length;
    let [from, to] = [Math.max(1, total + 1 - count), total + 1];
    if (request.kind === 'before') [from, to] = [Math.max(1, request.line - count), request.line];
    if (request.kind === 'after') [from, to] = [request.line, request.line + count];
    if (request.kind === 'jump') [from, to] = [Math.max(1, request.line - 200), request.line + count];
    to = Math.min(to, total + 1);
    const raw = Array.from({ length: Math.max(0, to - from) }, (_, i) => this.line(from + i));
    const { lines, hidden } = filterBars(raw, mode, (line) => classifyLine(line.text));
    const pending = to === total + 1 && this.pending !== '' ? { ...this.line(to), text: this.pending } : null;
    return { ...this.state, lines, from, to, hidden, numbered: true, pending };
  }
}

const FOLLOWING: LogSight = { top: false, bottom: true, follow: true };
const READING: LogSight = { top: false, bottom: false, follow: false };

/** Asks and answers until nothing is wanted any more; returns the kinds of requests. */
function settle(start: LogWindow, log: Log, sight: LogSight): [window: LogWindow, asked: string[]] {
  let window = start;
  const asked: string[] = [];
  for (let request = nextRequest(window, sight); request !== null; request = nextRequest(window, sight)) {
    asked.push(request.kind);
    window = reduceLog(window, { type: 'page', request, page: log.answer(request, window.mode) });
    if (asked.length > 50) throw new Error(`asks without end: ${asked.slice(-5)}`);
  }
  return [window, asked];
}

function news(window: LogWindow, log: Log): LogWindow {
  return reduceLog(window, { type: 'news', state: log.state });
}

/** No line twice, none out of order, none from outside of the window. */
function expectOrder(window: LogWindow): void {
  const numbers = window.lines.map((line) => line.number);
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  expect(numbers.every((number) => number >= window.from && number < window.to)).toBe(true);
}

function bar(count: number): string {
  return `train: ${count}%|##| ${count}/100 [00:01<00:02, 3.00it/s]`;
}

test('the last lines come first, and nothing else is asked for while they are in sight', () => {
  const [window, asked] = settle(EMPTY_WINDOW, new Log(10_000), FOLLOWING);
  expect(asked).toEqual(['tail']);
  expect([window.from, window.to, window.lines.length]).toEqual([9_501, 10_001, 500]);
  expect(reachesEnd(window)).toBe(true);
});

test('lines that are written are appended, and the pending line is kept up to date', () => {
  const log = new Log(3);
  let [window] = settle(EMPTY_WINDOW, log, FOLLOWING);
  log.pending = 'tor';
  [window] = settle(news(window, log), log, FOLLOWING);
  expect(window.pending).toMatchObject({ number: 4, text: 'tor' });
  log.pending = '';
  log.texts.push('torn', 'more');
  [window] = settle(news(window, log), log, FOLLOWING);
  expect(window.lines.map((line) => line.text)).toEqual(['line 1', 'line 2', 'line 3', 'torn', 'more']);
  expect(window.pending).toBe(null);
});

test('who reads elsewhere is not disturbed by what is written', () => {
  const log = new Log(10_000);
  const [window] = settle(EMPTY_WINDOW, log, FOLLOWING);
  log.texts.push('new');
  const told = news(window, log);
  expect(nextRequest(told, READING)).toBe(null);
  expect(told.lines).toBe(window.lines);
  expect(nextRequest(told, FOLLOWING)).toEqual({ kind: 'after', line: 10_001 });
});

test('scrolling up reads back to the first line, and lets go of the far end', () => {
  const log = new Log(10_000);
  const [tail] = settle(EMPTY_WINDOW, log, FOLLOWING);
  const [begin, asked] = settle(tail, log, { top: true, bottom: false, follow: false });
  expect(asked.length).toBe(19);
  expectOrder(begin);
  expect([begin.from, begin.lines.length, begin.endSize]).toEqual([1, MOST_LINES, null]);
  const [end] = settle(begin, log, { top: false, bottom: true, follow: false });
  expectOrder(end);
  expect([end.to, end.lines.length]).toEqual([10_001, MOST_LINES]);
});

test('a jump shows the lines around, and scrolls only where they are held', () => {
  const log = new Log(1_000_000);
  let [window] = settle(EMPTY_WINDOW, log, FOLLOWING);
  window = reduceLog(window, { type: 'jump', line: 500_000 });
  expect(window.lines.length).toBe(500);
  [window] = settle(window, log, READING);
  expect([window.from, window.target.line]).toEqual([499_800, 500_000]);
  const { serial } = window.target;
  window = reduceLog(window, { type: 'jump', line: 500_100 });
  expect(nextRequest(window, READING)).toBe(null);
  expect(window.target).toEqual({ line: 500_100, serial: serial + 1 });
});

test('going to the end from far away, or falling far behind it, starts anew at the end', () => {
  const log = new Log(1_000_000);
  let [window] = settle(reduceLog(EMPTY_WINDOW, { type: 'jump', line: 10 }), log, READING);
  let asked: string[];
  [window, asked] = settle(reduceLog(window, { type: 'end' }), log, FOLLOWING);
  expect([asked, window.to]).toEqual([['tail'], 1_000_001]);
  for (let i = 0; i < 50_000; i++) log.texts.push('burst');
  [window, asked] = settle(news(window, log), log, FOLLOWING);
  expect([asked, window.to]).toEqual([['tail'], 1_050_001]);
});

test('a log that starts anew is read anew, whichever message says so first', () => {
  const log = new Log(1_000);
  const [window] = settle(EMPTY_WINDOW, log, FOLLOWING);
  log.texts = ['other'];
  log.generation = 'g2';
  const [told] = settle(news(window, log), log, FOLLOWING);
  expect(told.lines.map((line) => line.text)).toEqual(['other']);
  const request: LogRequest = { kind: 'before', line: window.from };
  const asked = reduceLog(window, { type: 'page', request, page: log.answer(request, 'keep') });
  expect(settle(asked, log, FOLLOWING)[0].lines.map((line) => line.text)).toEqual(['other']);
});

test('answers to what is no longer asked change nothing', () => {
  const log = new Log(10_000);
  const [window] = settle(EMPTY_WINDOW, log, FOLLOWING);
  const request: LogRequest = { kind: 'before', line: 9_501 };
  const page = log.answer(request, 'keep');
  const once = reduceLog(window, { type: 'page', request, page });
  expect(reduceLog(once, { type: 'page', request, page })).toBe(once);
  const jumping = reduceLog(window, { type: 'jump', line: 5 });
  expect(reduceLog(jumping, { type: 'page', request, page })).toBe(jumping);
});

test('while the server counts lines, numbers count from the end, and are asked for again once it has', () => {
  const log = new Log(1_000);
  const early = { ...log.answer({ kind: 'tail' }, 'keep'), numbered: false, total: null, from: -499, to: 1 };
  const window = reduceLog(EMPTY_WINDOW, { type: 'page', request: { kind: 'tail' }, page: early });
  const counting = reduceLog(window, { type: 'news', state: { ...log.state, total: null } });
  expect(nextRequest(counting, { top: true, bottom: true, follow: true })).toBe(null);
  const [counted] = settle(news(counting, log), log, FOLLOWING);
  expect([counted.numbered, counted.to]).toEqual([true, 1_001]);
});

test('frames of a live bar collapse into one line, and the hidden ones are counted', () => {
  const log = new Log(2);
  let [window] = settle(EMPTY_WINDOW, log, FOLLOWING);
  for (let i = 0; i < 20; i++) {
    log.texts.push(bar(i), bar(i));
    [window] = settle(news(window, log), log, FOLLOWING);
  }
  expect(window.lines.map((line) => line.text)).toEqual(['line 1', 'line 2', bar(19)]);
  expect(window.lines.at(-1)?.number).toBe(42);
  expect(hiddenLines(window)).toBe(39);
});

test('switching what is shown of bars keeps the old lines until the new ones are there', () => {
  const log = new Log(100);
  log.texts.push(bar(1), bar(2));
  const [window] = settle(EMPTY_WINDOW, log, FOLLOWING);
  const switched = reduceLog(window, { type: 'mode', mode: 'keep', line: null });
  expect(switched.lines).toBe(window.lines);
  const [kept] = settle(switched, log, FOLLOWING);
  expect([kept.mode, kept.lines.length, hiddenLines(kept)]).toEqual(['keep', 102, 0]);
  const [dropped] = settle(reduceLog(kept, { type: 'mode', mode: 'drop', line: 50 }), log, READING);
  expect([dropped.lines.length, dropped.target.line]).toEqual([100, 50]);
});

test('a stretch of nothing but hidden lines is read through', () => {
  const log = new Log(10);
  for (let i = 0; i < 5_000; i++) log.texts.push(bar(i % 100));
  const [window] = settle({ ...EMPTY_WINDOW, mode: 'drop' }, log, { top: true, bottom: true, follow: true });
  expect([window.from, window.to, window.lines.length]).toEqual([1, 5_011, 10]);
});

test('a log that is not there yet asks once, and again when it came', () => {
  const log = new Log(0);
  const missing = { ...log.answer({ kind: 'tail' }, 'keep'), exists: false };
  const window = reduceLog(EMPTY_WINDOW, { type: 'page', request: { kind: 'tail' }, page: missing });
  expect(nextRequest(window, FOLLOWING)).toBe(null);
  log.texts.push('first');
  expect(settle(news(window, log), log, FOLLOWING)[0].lines.length).toBe(1);
});
