import { expect, test } from 'vitest';
import { metricMatcher } from './metricMatcher.ts';

const NAMES = ['train/loss', 'val/loss', 'val/Top-1', 'lr', 'grad_norm/layer.1'];

test.each([
  ['', NAMES],
  ['loss', ['train/loss', 'val/loss']],
  ['VAL loss', ['val/loss']],
  ['grad*1', ['grad_norm/layer.1']],
  ['a.1', []],
  ['loss$', ['train/loss', 'val/loss']],
  ['^val|^lr$', ['val/loss', 'val/Top-1', 'lr']],
  ['/r.1/', ['grad_norm/layer.1']],
  ['/top-\\d/', ['val/Top-1']],
])('%s finds %j', (filter, found) => {
  const { matches, problem } = metricMatcher(filter);
  expect(NAMES.filter(matches)).toEqual(found);
  expect(problem).toBeNull();
});

test('an expression that cannot be read says why and hides nothing', () => {
  const { matches, problem } = metricMatcher('loss[');
  expect(NAMES.every(matches)).toBe(true);
  expect(problem).toBe('Not a regular expression: Unterminated character class');
});
