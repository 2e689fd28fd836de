import { afterEach, expect, test } from 'vitest';
import {
  cursorOf,
  highlightedRun,
  onCursor,
  onHighlightedRun,
  onPointClick,
  pinCursor,
  setCursor,
  setHighlightedRun,
  tellPointClick,
} from './hoverSync.ts';

afterEach(() => {
  setCursor('step', null);
  pinCursor('step', null);
  setHighlightedRun(null);
});

test('the cursor reaches every chart of its group and no other', () => {
  const heard: (string | number | null)[] = [];
  const stops = [
    onCursor('step', (x) => heard.push('first', x)),
    onCursor('step', (x) => heard.push('second', x)),
    onCursor('wall', (x) => heard.push('other', x)),
  ];
  setCursor('step', 7);
  setCursor('step', 7);
  expect(heard).toEqual(['first', 7, 'second', 7]);
  expect([cursorOf('step'), cursorOf('wall')]).toEqual([7, null]);
  for (const stop of stops) stop();
  setCursor('step', 8);
  expect(heard).toHaveLength(4);
});

test('a highlighted run is told once per change', () => {
  let times = 0;
  const stop = onHighlightedRun(() => times++);
  for (const id of ['a', 'a', 'b', null]) setHighlightedRun(id);
  stop();
  expect(times).toBe(3);
  expect(highlightedRun()).toBeNull();
});

test('a pinned crosshair comes back when the pointer leaves the charts', () => {
  const heard: (number | null)[] = [];
  const stop = onCursor('step', (x) => heard.push(x));
  pinCursor('step', 3);
  setCursor('step', 7);
  pinCursor('step', 4);
  setCursor('step', null);
  pinCursor('step', null);
  stop();
  expect(heard).toEqual([3, 7, 4, null]);
});

test('a click on a point is told to who listens', () => {
  const heard: unknown[] = [];
  const stop = onPointClick((point) => heard.push(point));
  const point = { run: 'a', metric: 'loss', axis: 'step' as const, x: 3 };
  tellPointClick(point);
  stop();
  tellPointClick(point);
  expect(heard).toEqual([point]);
});
