import { expect, test } from 'vitest';
import type { CardSettings } from '../charts/types.ts';
import { parseCards, printCards } from './cardText.ts';

test('settings of charts come back from the address, whatever the metric is called', () => {
  const cards = new Map<string, CardSettings>([
    ['train/loss', { logY: true, smoothing: { kind: 'ema', weight: 0.6 } }],
    ['a@b;c=d', { outliers: false, y: [-1.5, null] }],
    ['ümlaut', { y: [1e-7, 3], smoothing: { kind: 'none' } }],
  ]);
  expect(parseCards(printCards(cards))).toEqual(cards);
});

test.each(['train/loss', '@x', 'y=1..0@x', 'y=a..b@x', 'future=1@x'])('%s sets nothing', (text) => {
  expect(parseCards([text]).size).toBe(0);
});
