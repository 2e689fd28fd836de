import { expect, test } from 'vitest';
import type { ImageEvent } from '../../shared/run.ts';
import { findPlace, imageAt, imageGroups, mediaPath, printPlace } from './imageGroups.ts';

function image(key: string, step: number | null, path = `media/${key}-${step}.png`): ImageEvent {
  return { key, path, step, caption: null, time: 0, exists: true };
}

test('images of two runs stand side by side by key, and the slider has each step once', () => {
  const groups = imageGroups([
    [image('b', 20), image('a', 10), image('b', null), image('b', 10)],
    [image('b', 15), image('b', 20), image('c', 1)],
  ]);
  expect(groups.map(({ key }) => key)).toEqual(['a', 'b', 'c']);
  expect(groups[1]?.steps).toEqual([10, 15, 20, null]);
  expect(groups[1]?.runs.map((images) => images.map(({ step }) => step))).toEqual([
    [10, 20, null],
    [15, 20],
  ]);
});

test('at a step each run shows the last image up to it, of several at one step the last', () => {
  const images = [image('a', 10), image('a', 20, 'first'), image('a', 20, 'second'), image('a', null, 'none')];
  expect(imageAt(images, 5)).toBeNull();
  expect(imageAt(images, 19)?.step).toBe(10);
  expect(imageAt(images, 20)?.path).toBe('second');
  expect(imageAt(images, null)?.path).toBe('none');
});

test('each segment of a path is encoded by itself', () => {
  expect(mediaPath('p/a', 'media/a b#?.png')).toBe('api/runs/p%2Fa/media/media/a%20b%23%3F.png');
});

test('a place of the slider comes back from the address, also once other steps are there', () => {
  const steps = [10, 20, 30, null];
  for (const [place, step] of steps.entries()) expect(findPlace(steps, printPlace(step))).toBe(place);
  expect(findPlace([10, 20, 25, 30], '20')).toBe(1);
  expect(findPlace([10, 30], '20')).toBe(0);
  expect(findPlace([10, 30], '5')).toBe(0);
});

test.each([null, '', 'nonsense', 'none'])('%s is the last place', (text) => {
  expect(findPlace([10, 20, 30], text)).toBe(2);
});
