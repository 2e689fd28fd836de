import { expect, test } from 'vitest';
import { ansiSpans } from '../../shared/ansi.ts';
import { highlight } from './highlight.ts';

const ESC = '\u001b';

const marked = (line: string, query: string) =>
  highlight(ansiSpans(line), query).map(({ text, hit }) => (hit ? `[${text}]` : text));

test('every place is marked, in any case', () => {
  expect(marked('Loss and loss', 'LOSS')).toEqual(['[Loss]', ' and ', '[loss]']);
});

test('places that run over several colours are marked', () => {
  expect(marked(`${ESC}[31mfai${ESC}[1mled${ESC}[0m!`, 'ailed')).toEqual(['f', '[ai]', '[led]', '!']);
});

test('a line without it, and a search for nothing, leave the line as it is', () => {
  expect(marked('text', 'x y')).toEqual(['text']);
  expect(marked('text', '')).toEqual(['text']);
  expect(marked('', 'a')).toEqual([]);
});

test('a bounded number of places is marked and the rest of the text kept', () => {
  const pieces = marked('e'.repeat(10_000), 'e');
  expect(pieces.length).toBe(201);
  expect(pieces.at(-1)?.length).toBe(9_800);
});
