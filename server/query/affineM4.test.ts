import fc from 'fast-check';
import { expect, test } from 'vitest';
import { m4 } from '../../shared/m4.ts';
import { affineM4 } from './affineM4.ts';

test('points whose x follow a rule keep what M4 keeps of them', () => {
  const finite = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true, noDefaultInfinity: true }));
  fc.assert(
    fc.property(
      fc.array(finite, { minLength: 1, maxLength: 300 }),
      fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
      fc.integer({ min: 1, max: 1_000 }),
      fc.double({ min: -1.5, max: 1.5, noNaN: true }),
      fc.double({ min: 0, max: 2.5, noNaN: true }),
      fc.integer({ min: 1, max: 400 }),
      (values, first, stride, begin, span, width) => {
        const y = Float64Array.from(values);
        const x = Float64Array.from(values, (_, i) => first + i * stride);
        const from = first + begin * stride * values.length;
        const to = from + span * stride * values.length;
        const kept = m4({ x, y, flag: new Uint8Array(y.length) }, from, to, width);
        const found = affineM4({ first, stride, y }, from, to, width);
        expect([...found.kept.subarray(0, found.count)]).toEqual([...kept]);
        expect(found.inRange).toBe(x.filter((place) => place >= from && place <= to).length);
      },
    ),
    { numRuns: 2_000 },
  );
});
