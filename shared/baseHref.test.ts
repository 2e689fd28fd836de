import { expect, test } from 'vitest';
import { baseHref } from './baseHref.ts';

test.each([
  ['/', './'],
  ['/trash', './'],
  ['/p/digits', '../'],
  ['/p/a%2Fb', '../'],
  ['/r/20261120_184222_33a054/charts', '../../'],
])('from %s the mount point is %s', (pathname, href) => {
  expect(baseHref(pathname)).toBe(href);
});

test('leads to the mount point under any prefix', () => {
  const page = new URL('https://host/tools/stepwell/r/7/log?x=wall');
  expect(new URL(baseHref('/r/7/log'), page).pathname).toBe('/tools/stepwell/');
});
