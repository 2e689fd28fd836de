import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CardSettings } from '../charts/types.ts';
import type { Brush } from './brushes.ts';
import { parseView, printView, toggle, type ViewState } from './viewState.ts';

const text = fc.string({ maxLength: 12 });
const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }).map((value) => value + 0);
const view: fc.Arbitrary<ViewState> = fc.record({
  eyes: fc.option(fc.array(text, { maxLength: 4 })),
  filter: text,
  metrics: text,
  x: fc.constantFrom('step', 'relative', 'wall', 'relstep', 'metric:val/loss'),
  centre: fc.constantFrom('mean', 'median'),
  spread: fc.constantFrom('std', 'minmax'),
  smoothing: fc.constantFrom(
    { kind: 'none' },
    { kind: 'ema', weight: 0.6 },
    { kind: 'gaussian', sigma: 2.5 },
    { kind: 'running', window: 9 },
  ),
  zoom: fc.option(fc.tuple(number, number).filter(([from, to]) => from < to)),
  logX: fc.boolean(),
  logY: fc.boolean(),
  cards: fc
    .array(
      fc.tuple(
        text,
        fc.constantFrom<CardSettings>(
          { logY: true },
          { outliers: false, y: [null, 2.5] },
          { smoothing: { kind: 'ema', weight: 0.5 }, logY: false },
        ),
      ),
      { maxLength: 3 },
    )
    .map((entries) => new Map(entries)),
  outliers: fc.boolean(),
  toggled: fc.array(text, { maxLength: 3 }),
  pins: fc.array(text, { maxLength: 3 }),
  full: fc.option(fc.string({ minLength: 1, maxLength: 8 })),
  panels: fc.array(text, { maxLength: 3 }),
  group: fc.array(text, { maxLength: 2 }),
  marks: fc.array(text, { maxLength: 2 }),
  baseline: fc.option(fc.string({ minLength: 1, maxLength: 8 })),
  color: fc.option(fc.string({ minLength: 1, maxLength: 8 })),
  brushes: fc.constantFrom<Brush[]>(
    [],
    [
      { column: 'a@b', range: [-1, 2] },
      { column: 'c', texts: ['x]@y', ''] },
    ],
  ),
  compare: fc.record({
    axes: fc.option(fc.array(text, { maxLength: 2 })),
    scatterX: fc.option(fc.string({ minLength: 1, maxLength: 8 })),
    scatterY: fc.option(fc.string({ minLength: 1, maxLength: 8 })),
    panel: fc.constantFrom('config', 'metrics', 'code'),
    statistic: fc.constantFrom('last', 'min'),
    identical: fc.boolean(),
    ignore: fc.option(fc.array(fc.string({ minLength: 1, maxLength: 8 }), { maxLength: 2 })),
  }),
  table: fc.record({
    width: fc.constantFrom(null, 'full', 640),
    columns: fc.option(fc.array(text, { maxLength: 3 })),
    pinned: fc.array(text, { maxLength: 2 }),
    sort: fc.array(fc.record({ column: fc.string({ minLength: 1, maxLength: 8 }), descending: fc.boolean() }), {
      maxLength: 2,
    }),
    widths: fc.array(
      fc.record({ column: fc.string({ minLength: 1, maxLength: 8 }), width: fc.integer({ min: 40, max: 2_000 }) }),
      { maxLength: 2 },
    ),
    nested: fc.boolean(),
    tree: fc.boolean(),
    closed: fc.array(text, { maxLength: 2 }),
  }),
  rest: fc.constantFrom<[string, string][]>([], [['later', 'kept']]),
}) as fc.Arbitrary<ViewState>;

test('any view survives its own address', () => {
  fc.assert(
    fc.property(view, (state) => {
      expect(parseView(printView(state))).toEqual(state);
    }),
  );
});

test('the default view has no parameters', () => {
  expect(printView(parseView(''))).toBe('');
});

test('nonsense in the address gives defaults', () => {
  expect(parseView('?x=sideways&s=ema:7&z=5,1')).toMatchObject({ x: 'step', smoothing: { kind: 'none' }, zoom: null });
});

test('toggling twice changes nothing', () => {
  expect(toggle(toggle(['a', 'b'], 'c'), 'c')).toEqual(['a', 'b']);
});
