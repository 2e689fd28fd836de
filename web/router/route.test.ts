import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRoute, printRoute, type Route, RUN_TABS } from './route.ts';

test('the mount point is home', () => {
  expect(parseRoute('/', '/')).toEqual({ page: 'home' });
  expect(parseRoute('/tools/stepwell/', '/tools/stepwell/')).toEqual({ page: 'home' });
  expect(parseRoute('/tools/stepwell', '/tools/stepwell/').page).toBe('unknown');
});

test('a run without a tab opens at its charts', () => {
  expect(parseRoute('/r/20261120_184222_33a054', '/')).toEqual({
    page: 'run',
    run: '20261120_184222_33a054',
    tab: 'charts',
  });
});

test('a path that is no page stays what it was', () => {
  expect(parseRoute('/r/7/nosuchtab', '/')).toEqual({ page: 'unknown', path: '/r/7/nosuchtab' });
  expect(parseRoute('/%zz', '/')).toEqual({ page: 'unknown', path: '/%zz' });
});

const name = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => text.isWellFormed());

test('every name survives the way through the address, under any prefix', () => {
  const route = fc.oneof<fc.Arbitrary<Route>[]>(
    fc.record({ page: fc.constant('project' as const), project: name }),
    fc.record({ page: fc.constant('run' as const), run: name, tab: fc.constantFrom(...RUN_TABS) }),
  );
  fc.assert(
    fc.property(route, fc.constantFrom('/', '/a/', '/tools/step%20well/'), (value, base) => {
      expect(parseRoute(printRoute(value, base), base)).toEqual(value);
    }),
  );
});
