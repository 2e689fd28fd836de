import { expect, test } from 'vitest';
import { smooth } from '../../shared/smooth.ts';
import { previewSmoothing } from './smoothingPreview.ts';
import { lineOf } from './testing/lineOf.ts';

test('where every point is drawn, the preview is what the server will answer', () => {
  const line = lineOf([3, 1, 4, 1, 5, 9, 2, 6]);
  const [shown] = previewSmoothing([line], { kind: 'gaussian', sigma: 2 });
  expect(shown?.smooth?.y).toEqual(smooth(line.raw, { kind: 'gaussian', sigma: 2 }, [0, 7]));
});

test('a width in points shrinks with the points that are left out', () => {
  const line = lineOf([3, 1, 4, 1, 5, 9, 2, 6]);
  const thinned = { ...line, meta: { ...line.meta, logged: 80 } };
  const [shown] = previewSmoothing([thinned], { kind: 'running', window: 30 });
  expect(shown?.smooth?.y).toEqual(smooth(line.raw, { kind: 'running', window: 3 }, [0, 7]));
});

test('no smoothing is no second line', () => {
  expect(previewSmoothing([lineOf([1, 2])], { kind: 'none' })[0]?.smooth).toBeNull();
});
