import { expect, test } from 'vitest';
import { type BandPen, drawBand } from './drawBand.ts';
import type { PlotScale } from './plotScale.ts';
import { pointsOf } from './testing/lineOf.ts';

function drawn(values: number[], low: number[], high: number[], change: Partial<PlotScale> = {}): string[] {
  const scale: PlotScale = { x: [0, 4], y: [0, 10], logX: false, logY: false, width: 40, height: 100, ...change };
  const paths: string[][] = [];
  const pen: BandPen = {
    beginPath: () => paths.push([]),
    moveTo: (x, y) => paths.at(-1)?.push(`${x},${Math.round(y)}`),
    lineTo: (x, y) => paths.at(-1)?.push(`${x},${Math.round(y)}`),
    closePath: () => undefined,
    fill: () => undefined,
  };
  const band = { low: Float64Array.from(low), high: Float64Array.from(high), n: new Uint32Array(low.length) };
  drawBand(pen, pointsOf(values), band, scale);
  return paths.map((path) => path.join(' '));
}

test('goes along the upper edge and back along the lower one', () => {
  expect(drawn([5, 5, 5], [4, 3, 4], [6, 7, 6])).toEqual(['0,40 10,30 20,40 20,60 10,70 0,60']);
});

test('is broken where the line is', () => {
  expect(drawn([5, Number.NaN, 5], [4, 0, 4], [6, 0, 6])).toHaveLength(2);
});

test('reaches the bottom of a log axis where its lower edge is not above 0', () => {
  expect(drawn([1, 1], [-1, 0.1], [10, 10], { y: [0.1, 10], logY: true })).toEqual(['0,0 10,0 10,100 0,116']);
});
