import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BarFilter, filterBars } from './barFilter.ts';
import type { TqdmMode } from './logs.ts';
import { classifyLine } from './tqdm.ts';

const UP = '\u001b[A';
const WIPE = ' '.repeat(40);

function frame(name: string, count: number, total = 9): string {
  return `${name}: ${Math.round((100 * count) / total)}%|██| ${count}/${total} [00:01<00:02, 3.00it/s]`;
}

interface Line {
  text: string;
  bar_from?: number | null;
}

function filtered(lines: Line[], mode: TqdmMode) {
  return filterBars(lines, mode, (line) => classifyLine(line.text));
}

function wrap(texts: string[]): Line[] {
  return texts.map((text) => ({ text }));
}

/** The texts that are shown, and how many lines are not. */
function filter(texts: string[], mode: TqdmMode): { lines: string[]; hidden: number } {
  const { lines, hidden } = filtered(wrap(texts), mode);
  return { lines: lines.map((line) => line.text), hidden };
}

function shown(texts: string[], mode: TqdmMode): string[] {
  return filter(texts, mode).lines;
}

test('keep passes every line on', () => {
  const lines = [frame('a', 1), UP, '', 'text'];
  expect(filter(lines, 'keep')).toEqual({ lines, hidden: 0 });
});

test('drop leaves text and its blank lines', () => {
  const lines = ['one', '', WIPE, frame('a', 1), UP, frame('a', 2), WIPE, 'two', frame('a', 3), '', 'three'];
  expect(filter(lines, 'drop')).toEqual({ lines: ['one', '', 'two', '', 'three'], hidden: 6 });
});

test('collapse leaves the last frame of a bar', () => {
  const lines = ['one', frame('a', 1), frame('a', 2), frame('a', 3), 'two', frame('a', 4)];
  expect(shown(lines, 'collapse')).toEqual(['one', frame('a', 3), 'two', frame('a', 4)]);
});

test('nested bars each collapse to their last frame, in the order of those frames', () => {
  const lines = [frame('all', 0), frame('epoch 1', 0), UP, frame('all', 1), frame('epoch 1', 9), UP, frame('all', 2)];
  expect(shown(lines, 'collapse')).toEqual([frame('epoch 1', 9), frame('all', 2)]);
});

test('a bar that starts anew is another bar', () => {
  const lines = [frame('val', 1), frame('val', 9), frame('val', 0), frame('val', 9)];
  expect(shown(lines, 'collapse')).toEqual([frame('val', 9), frame('val', 9)]);
});

test('blank lines between frames belong to the bars, those before text do not', () => {
  const lines = ['one', '', frame('a', 1), '', frame('a', 2), '', 'two', '', '', 'three'];
  expect(shown(lines, 'collapse')).toEqual(['one', '', frame('a', 2), '', 'two', '', '', 'three']);
  expect(shown(lines, 'drop')).toEqual(['one', '', '', 'two', '', '', 'three']);
});

test('a line of spaces that wipes a bar is hidden wherever the bar went', () => {
  expect(shown(['one', WIPE, 'two', frame('a', 1)], 'drop')).toEqual(['one', 'two']);
});

test('an endless run of bars that each start anew waits in bounded memory', () => {
  const bars = new BarFilter<Line>('collapse', (line) => classifyLine(line.text));
  let passed = 0;
  for (let i = 0; i < 5_000; i++) passed += bars.push({ text: frame(`epoch ${i}`, 9) }).length;
  expect(passed).toBe(5_000 - 256);
  expect(bars.waiting).toBe(true);
  expect(bars.flush().length).toBe(256);
  expect(bars.waiting).toBe(false);
});

test('a real log with two nested bars collapses to its text and one frame a bar and stretch', () => {
  const lines = readFileSync(new URL('fixtures/logs/nested-bars.txt', import.meta.url), 'utf8')
    .split('\n')
    .slice(0, -1);
  const dropped = filter(lines, 'drop');
  expect(dropped.lines.length).toBe(28);
  expect(dropped.hidden).toBe(887 - 28);
  const collapsed = filter(lines, 'collapse');
  expect(collapsed.lines.filter((line) => classifyLine(line).kind === 'text')).toEqual(dropped.lines);
  expect(collapsed.lines.length).toBeLessThan(90);
  expect(collapsed.lines.at(-1)).toBe(lines.at(-1));
});

const anyLine = fc.oneof(
  fc.constantFrom('text', '', WIPE, UP, 'more text'),
  fc.tuple(fc.constantFrom('all', 'epoch 1', 'epoch 2'), fc.nat(9)).map(([name, count]) => frame(name, count)),
);

test('joining collapsed windows and collapsing again gives what collapsing the whole gives', () => {
  const property = fc.property(fc.array(anyLine, { maxLength: 40 }), fc.nat(40), (lines, cut) => {
    const collapse = (list: Line[]) => filtered(list, 'collapse').lines;
    const visible = (list: Line[]) => list.filter((line) => classifyLine(line.text).kind !== 'blank');
    const whole = collapse(wrap(lines));
    const joined = [...collapse(wrap(lines.slice(0, cut))), ...collapse(wrap(lines.slice(cut)))];
    expect(visible(collapse(joined))).toEqual(visible(whole));
    expect(visible(collapse(whole))).toEqual(visible(whole));
  });
  fc.assert(property, { numRuns: 200 });
});

test('text is never hidden, and what is shown and what is hidden add up', () => {
  const property = fc.property(fc.array(anyLine), fc.constantFrom<TqdmMode>('drop', 'collapse'), (lines, mode) => {
    const result = filter(lines, mode);
    expect(result.lines.length + result.hidden).toBe(lines.length);
    expect(result.lines.filter((line) => line.includes('text'))).toEqual(lines.filter((line) => line.includes('text')));
  });
  fc.assert(property, { numRuns: 200 });
});
