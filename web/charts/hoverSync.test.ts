import { afterEach, expect, test } from 'vitest';
import { cursorOf, highlightedRun, onCursor, onHighlightedRun, setCursor, setHighlightedRun } from './hoverSync.ts';

afterEach(() => {
  setCursor('step', null);
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
