import { expect, test } from 'vitest';
import { briefNumber, formatNumber, formatWhole, fullNumber } from './formatNumber.ts';

test.each([
  [0, '0'],
  [-0, '0'],
  [0.9777777777777777, '0.9778'],
  [0.98, '0.9800'],
  [12.3456, '12.35'],
  [1234.5, '1,235'],
  [99999.4, '99,999'],
  [41232, '41,232'],
  [999999, '999,999'],
  [1234567, '1.235e6'],
  [123456.7, '1.235e5'],
  [0.0003, '3e-4'],
  [0.00012346, '1.235e-4'],
  [-0.5, '−0.5000'],
  [1e-300, '1e-300'],
  [Number.NaN, 'NaN'],
  [Number.POSITIVE_INFINITY, '+Inf'],
  [Number.NEGATIVE_INFINITY, '−Inf'],
])('%d is written %s', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

test('a whole number keeps every digit', () => {
  expect(formatWhole(12345678)).toBe('12,345,678');
});

test('the full number reads back exactly', () => {
  for (const value of [0.1 + 0.2, 1e21, -3.5e-9]) expect(Number(fullNumber(value))).toBe(value);
});

test.each([
  [0.01, '0.01'],
  [0.9, '0.9'],
  [12.3456, '12.35'],
  [100, '100'],
  [3e-4, '3e-4'],
  [-0.5, '−0.5'],
  [Number.NaN, 'NaN'],
])('%d in a name is %s', (value, text) => {
  expect(briefNumber(value)).toBe(text);
});
