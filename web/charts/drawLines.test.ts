import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnOf, m4 } from '../../shared/m4.ts';
import { type Pen, traceLine } from './drawLines.ts';
import { type PlotScale, toPixelX, toPixelY } from './plotScale.ts';
import type { LinePoints } from './types.ts';

const HEIGHT = 200;

interface Piece {
  x: number;
  y: number;
}

/** What a pen was told, as pieces of line; a dot is a piece of one point. */
function recorded(points: LinePoints, scale: PlotScale): Piece[][] {
  const pieces: Piece[][] = [];
  const pen: Pen = {
    moveTo: (x, y) => pieces.push([{ x, y }]),
    lineTo: (x, y) => pieces.at(-1)?.push({ x, y }),
    dot: (x, y) => pieces.push([{ x, y }]),
  };
  traceLine(pen, points, scale);
  return pieces;
}

/** The line through every single point, told the slow way. */
function throughAll({ x, y, flag }: LinePoints, scale: PlotScale): Piece[][] {
  const pieces: Piece[][] = [[]];
  for (const index of x.keys()) {
    if (flag[index] !== 0) pieces.push([]);
    else pieces.at(-1)?.push({ x: toPixelX(scale, x[index]!), y: toPixelY(scale, y[index]!) });
  }
  return pieces.filter((piece) => piece.length > 0);
}

interface Column {
  top: number;
  bottom: number;
  /** y where the ink of the first piece enters, and of the last one leaves. */
  first: number;
  last: number;
}

/** A raster without anti-aliasing: per column of pixels the ink's top and bottom, and where it begins and ends. */
function raster(pieces: Piece[][], width: number): Map<number, Column> {
  const columns = new Map<number, Column>();
  const ink = (column: number, from: number, to: number): void => {
    if (column < 0 || column >= width) return;
    const known = columns.get(column);
    const [top, bottom] = [Math.min(from, to), Math.max(from, to)];
    if (known === undefined) columns.set(column, { top, bottom, first: from, last: to });
    else {
      known.top = Math.min(known.top, top);
      known.bottom = Math.max(known.bottom, bottom);
      known.last = to;
    }
  };
  const columnAt = (x: number): number => (x === width ? width - 1 : Math.floor(x));
  for (const piece of pieces) {
    piece.forEach((end, index) => {
      const start = piece[index - 1];
      if (start === undefined) ink(columnAt(end.x), end.y, end.y);
      else segment(start, end);
    });
  }
  function segment(start: Piece, end: Piece): void {
    const [first, last] = [columnAt(start.x), columnAt(end.x)];
    const at = (x: number): number =>
      end.x === start.x ? end.y : start.y + ((end.y - start.y) * (x - start.x)) / (end.x - start.x);
    for (let column = Math.max(first, 0); column <= Math.min(last, width - 1); column++) {
      const from = column === first ? start.y : at(column);
      const to = column === last ? end.y : at(column + 1);
      ink(column, from, to);
    }
  }
  return columns;
}

function pick({ x, y, flag }: LinePoints, kept: Uint32Array): LinePoints {
  return {
    x: Float64Array.from(kept, (index) => x[index]!),
    y: Float64Array.from(kept, (index) => y[index]!),
    flag: Uint8Array.from(kept, (index) => flag[index]!),
  };
}

function expectSameRaster(actual: Map<number, Column>, expected: Map<number, Column>): void {
  expect([...actual.keys()].sort((a, b) => a - b)).toEqual([...expected.keys()].sort((a, b) => a - b));
  let worst = 0;
  for (const [column, inked] of expected) {
    const drawn = actual.get(column)!;
    for (const edge of ['top', 'bottom', 'first', 'last'] as const)
      worst = Math.max(worst, Math.abs(drawn[edge] - inked[edge]));
  }
  expect(worst).toBeLessThan(1e-6);
}

/** First, last, least and greatest value of the finite points in each column: the promise, word for word. */
function extremes({ x, y, flag }: LinePoints, scale: PlotScale): Map<number, [number, number, number, number]> {
  const found = new Map<number, [number, number, number, number]>();
  for (const index of x.keys()) {
    const column = columnOf(x[index]!, scale.x[0], scale.x[1], scale.width);
    if (flag[index] !== 0 || column < 0 || column >= scale.width) continue;
    const value = y[index]!;
    const known = found.get(column) ?? [value, value, value, value];
    found.set(column, [known[0], value, Math.min(known[2], value), Math.max(known[3], value)]);
  }
  return found;
}

const jump = fc.oneof(
  { weight: 20, arbitrary: fc.double({ min: -1, max: 1, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(-40, 40, 1000) },
);
const stride = fc.oneof(
  { weight: 8, arbitrary: fc.constant(1) },
  { weight: 1, arbitrary: fc.constantFrom(0, 0.37, 90) },
);
const kind = fc.oneof({ weight: 15, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constantFrom(1, 2, 4) });
const walks = fc
  .array(fc.tuple(stride, jump, kind, fc.boolean()), { minLength: 1, maxLength: 400 })
  .map((moves): LinePoints => {
    let [place, level] = [0, 0];
    const rows = moves.map(([step, change, flag, spike]) => {
      place += step;
      if (Math.abs(change) <= 1) level += change;
      const value = spike && Math.abs(change) > 1 ? level + change : level;
      return { place, value, flag };
    });
    return {
      x: Float64Array.from(rows, (row) => row.place),
      y: Float64Array.from(rows, (row) => (row.flag === 0 ? row.value : 0)),
      flag: Uint8Array.from(rows, (row) => row.flag),
    };
  });
const share = fc.integer({ min: 0, max: 1_000_000 }).map((millionths) => millionths / 1_000_000);
const zooms = fc.tuple(share, share);

/** The part of the walk that a zoom shows, fitted so that everything in it lies within the plot. */
function fitted(points: LinePoints, zoom: [number, number], width: number): PlotScale {
  const [begin, end] = [points.x[0]!, points.x.at(-1)!];
  const [a, b] = zoom.map((share) => begin + share * (end - begin)) as [number, number];
  const finite = points.y.filter((_, index) => points.flag[index] === 0);
  const [low, high] = [Math.min(0, ...finite), Math.max(1, ...finite)];
  return { x: [Math.min(a, b), Math.max(a, b)], y: [low, high], logX: false, logY: false, width, height: HEIGHT };
}

describe('traceLine', () => {
  test('inks every column of pixels as the line through all points does, before and after M4, at any zoom', () => {
    fc.assert(
      fc.property(walks, zooms, fc.integer({ min: 16, max: 120 }), (points, zoom, width) => {
        const scale = fitted(points, zoom, width);
        fc.pre(scale.x[1] > scale.x[0]);
        const expected = raster(throughAll(points, scale), width);
        const sent = pick(points, m4(points, ...scale.x, width));
        expectSameRaster(raster(recorded(points, scale), width), expected);
        expectSameRaster(raster(recorded(sent, scale), width), expected);
      }),
      { numRuns: 400 },
    );
  });

  test('a pen that has bars inks every column up and down as far', () => {
    fc.assert(
      fc.property(walks, zooms, fc.integer({ min: 1, max: 60 }), (points, zoom, width) => {
        const scale = fitted(points, zoom, width);
        fc.pre(scale.x[1] > scale.x[0]);
        const pieces: Piece[][] = [];
        const pen: Pen = {
          moveTo: (x, y) => pieces.push([{ x, y }]),
          lineTo: (x, y) => pieces.at(-1)?.push({ x, y }),
          dot: (x, y) => pieces.push([{ x, y }]),
          bar: (column, top, bottom) =>
            pieces.push([
              { x: column + 0.5, y: top },
              { x: column + 0.5, y: bottom },
            ]),
        };
        traceLine(pen, points, scale);
        const [drawn, all] = [raster(pieces, width), raster(throughAll(points, scale), width)];
        expect([...drawn.keys()].sort((a, b) => a - b)).toEqual([...all.keys()].sort((a, b) => a - b));
        for (const [column, { top, bottom }] of all) {
          // To a thousandth of a pixel: where a segment crosses a column's edge is a quotient of differences.
          expect(Math.abs((drawn.get(column)?.top ?? Number.NaN) - top)).toBeLessThan(1e-3);
          expect(Math.abs((drawn.get(column)?.bottom ?? Number.NaN) - bottom)).toBeLessThan(1e-3);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('sends first, last, least and greatest value of every column unchanged', () => {
    fc.assert(
      fc.property(walks, zooms, fc.integer({ min: 16, max: 120 }), (points, zoom, width) => {
        const scale = fitted(points, zoom, width);
        fc.pre(scale.x[1] > scale.x[0]);
        const sent = pick(points, m4(points, ...scale.x, width));
        expect(extremes(sent, scale)).toEqual(extremes(points, scale));
      }),
      { numRuns: 400 },
    );
  });

  const line = (values: number[]): LinePoints => ({
    x: Float64Array.from(values.keys()),
    y: Float64Array.from(values, (value) => (Number.isFinite(value) ? value : 0)),
    flag: Uint8Array.from(values, (value) => (Number.isFinite(value) ? 0 : 1)),
  });
  const plot = (change: Partial<PlotScale>): PlotScale => ({
    x: [0, 4],
    y: [0, 10],
    logX: false,
    logY: false,
    width: 40,
    height: 10,
    ...change,
  });

  test('breaks at a point that is not finite, and shows a point that stands alone', () => {
    expect(recorded(line([1, 2, Number.NaN, 4, Number.NaN]), plot({}))).toEqual([
      [
        { x: 0, y: 9 },
        { x: 10, y: 8 },
      ],
      [{ x: 30, y: 6 }],
    ]);
  });

  test('breaks where a log axis has no place', () => {
    const pieces = recorded(line([1, 10, 0, 10, 1]), plot({ logY: true, y: [1, 10] }));
    expect(pieces.map((piece) => piece.length)).toEqual([2, 2]);
  });

  test('runs to the edge of a zoom and no further', () => {
    const xs = recorded(line([1, 2, 3, 4, 5]), plot({ x: [1.5, 2.5], width: 10 })).flat();
    expect(Math.min(...xs.map(({ x }) => x))).toBeLessThanOrEqual(0);
    expect(Math.max(...xs.map(({ x }) => x))).toBeGreaterThanOrEqual(10);
    expect(xs).toHaveLength(3);
  });

  test('cuts what leads far out, however far, without bending what is seen', () => {
    const [piece = []] = recorded(line([5, 1e300, 5]), plot({ x: [0, 2] }));
    expect(piece.every(({ y }) => y >= -16 && y <= 26)).toBe(true);
    expect(piece[0]).toEqual({ x: 0, y: 5 });
    expect(piece[1]?.x).toBeCloseTo(0, 9);
  });

  test('costs no more than four points a column', () => {
    const many = line(Array.from({ length: 100_000 }, (_, index) => 5 + 4 * Math.sin(index * index)));
    const scale = plot({ x: [0, 99_999] });
    expect(recorded(many, scale).flat().length).toBeLessThanOrEqual(4 * scale.width);
  });
});
