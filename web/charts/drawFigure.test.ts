import { expect, test } from 'vitest';
import { legendPlaces } from './drawFigure.ts';

const style = (name: string) => ({ name, color: '', dash: [] });

test('names of a legend stand side by side, and go on in the next row where there is no room', () => {
  const places = legendPlaces(
    [style('aaaa'), style('bbbb'), style('cc'), style('d'.repeat(99))],
    130,
    (text) => text.length * 5,
  );
  expect(places.map(({ style, x, y }) => [style.name.slice(0, 4), x, y])).toEqual([
    ['aaaa', 0, 0],
    ['bbbb', 54, 0],
    ['cc', 0, 18],
    ['dddd', 0, 36],
  ]);
});
