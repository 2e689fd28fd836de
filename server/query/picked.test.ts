import fc from 'fast-check';
import { expect, test } from 'vitest';
import { picked, positionsWhere, sortPositions } from './picked.ts';

test('positions are those that pass, sorted by value with equal ones as they came', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 })), (numbers) => {
      const values = Float64Array.from(numbers);
      const kept = positionsWhere(values.length, (i) => values[i] !== 3);
      expect([...kept]).toEqual(numbers.flatMap((value, i) => (value === 3 ? [] : [i])));
      const order = sortPositions(kept, values);
      const expected = numbers.map((value, i) => ({ value, i })).filter(({ value }) => value !== 3);
      expected.sort((a, b) => a.value - b.value);
      expect([...order]).toEqual(expected.map(({ i }) => i));
      expect([...picked(values, order)]).toEqual(expected.map(({ value }) => value));
    }),
  );
});
