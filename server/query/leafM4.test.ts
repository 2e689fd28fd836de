import fc from 'fast-check';
import { expect, test } from 'vitest';
import { m4 } from '../../shared/m4.ts';
import { bytesOf, viewFloat64 } from '../columns/bytes.ts';
import { encodeLeaves, leafPlaces } from '../columns/chunkCodec.ts';
import { endsNeeded } from './chooseChunks.ts';
import { leafM4, leafWindow } from './leafM4.ts';

interface Chunk {
  first: number;
  stride: number;
  values: number[];
}

const finite = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true, noDefaultInfinity: true }));
const chunk = fc.record({
  gap: fc.integer({ min: 1, max: 500 }),
  stride: fc.integer({ min: 1, max: 50 }),
  values: fc.oneof(
    fc.array(finite, { minLength: 2, maxLength: 200 }),
    fc.array(finite, { minLength: 900, maxLength: 1_024, size: 'max' }),
  ),
});

function pointsOf(chunks: readonly Chunk[]): { x: Float64Array; y: Float64Array; flag: Uint8Array } {
  const x = chunks.flatMap(({ first, stride, values }) => values.map((_, i) => first + i * stride));
  const y = chunks.flatMap(({ values }) => values);
  return { x: Float64Array.from(x), y: Float64Array.from(y), flag: new Uint8Array(x.length) };
}

test('the leaves of chunks and the points at the cuts between columns keep what M4 keeps of all points', () => {
  fc.assert(
    fc.property(
      fc.array(chunk, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
      fc.double({ min: -1.5, max: 1.5, noNaN: true }),
      fc.double({ min: 0, max: 2.5, noNaN: true }),
      fc.integer({ min: 1, max: 400 }),
      (shapes, start, begin, span, width) => {
        let next = start;
        const chunks = shapes.map(({ gap, stride, values }) => {
          const first = next + gap;
          next = first + (values.length - 1) * stride;
          return { first, stride, values };
        });
        const all = pointsOf(chunks);
        const from = start + begin * (next - start);
        const columns = { from, to: from + span * (next - start), width };
        const place = {
          first: Float64Array.from(chunks, ({ first }) => first),
          last: Float64Array.from(chunks, ({ first, stride, values }) => first + (values.length - 1) * stride),
        };
        let inRange = 0;
        const kept = chunks.map(({ first, stride, values }, i): Chunk[] => {
          const places = { first, stride, count: values.length };
          const [low, high] = leafWindow(places, columns, endsNeeded(place, i, columns));
          const leaves = viewFloat64(
            encodeLeaves(Float64Array.from(values), values.length),
            leafPlaces(values.length).end,
          );
          const doubles = Float64Array.from([...new Array(i).fill(0), ...leaves, ...values.slice(low, high)]);
          const known = {
            doubles,
            bytes: bytesOf(doubles),
            leaves: leafPlaces(values.length, i),
            begin: low,
            end: high,
          };
          const found = leafM4({ places, ...known }, columns);
          inRange += found.inRange;
          return Array.from({ length: found.count }, (_, k) => {
            return { first: first + found.positions[k]! * stride, stride: 1, values: [found.values[k]!] };
          });
        });
        const candidates = pointsOf(kept.flat());
        const wanted = [...m4(all, columns.from, columns.to, width)].map((i) => [all.x[i], all.y[i]]);
        const found = [...m4(candidates, columns.from, columns.to, width)];
        expect(found.map((i) => [candidates.x[i], candidates.y[i]])).toEqual(wanted);
        expect(inRange).toBe(all.x.filter((x) => x >= columns.from && x <= columns.to).length);
      },
    ),
    { numRuns: 500 },
  );
});
