import fc from 'fast-check';
import { expect, test } from 'vitest';
import { searchOf, viewOf } from './viewAddress.ts';

test('a view is readable: decoded, one parameter a line', () => {
  expect(viewOf('?f=tag%3Acv&col=config.lr&col=last%3Aval%2Facc&eyes=')).toEqual([
    'f=tag:cv',
    'col=config.lr',
    'col=last:val/acc',
    'eyes=',
  ]);
  expect([viewOf(''), searchOf([])]).toEqual([[], '']);
});

test('any address survives being saved', () => {
  const name = fc
    .string({ minLength: 1, unit: 'grapheme' })
    .filter((text) => text.isWellFormed() && !text.includes('='));
  const value = fc.string({ unit: 'grapheme' }).filter((text) => text.isWellFormed());
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value), { maxLength: 5 }), (pairs) => {
      const search = searchOf(pairs.map(([one, two]) => `${one}=${two}`));
      expect([...new URLSearchParams(search)]).toEqual(pairs);
      expect(searchOf(viewOf(search))).toBe(search);
    }),
  );
});
