import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { climbs, type GuardedRequest, guard, hostName, hostNames } from './guard.ts';

const names = hostNames();

function request(part: Partial<GuardedRequest> = {}): GuardedRequest {
  return {
    method: 'GET',
    target: '/api/runs',
    hosts: ['127.0.0.1:23300'],
    origins: [],
    fetchSite: undefined,
    fetchMode: undefined,
    upgrade: false,
    ...part,
  };
}

const allowed = (part: Partial<GuardedRequest>) => guard(request(part), names).allowed;

describe('Host', () => {
  test.each([
    'localhost',
    'localhost:23300',
    'LOCALHOST',
    'LocalHost:1',
    '127.0.0.1',
    '127.0.0.1:65535',
    '[::1]',
    '[::1]:8000',
  ])('%s is this machine', (host) => expect(allowed({ hosts: [host] })).toBe(true));

  test.each([
    'evil.test',
    '10.evil.com',
    '127.0.0.1.evil.com',
    'localhost.evil.com',
    'localhost.',
    '127.0.0.1.',
    '127.1',
    '127.0.0.2',
    '2130706433',
    '0x7f.0.0.1',
    '0.0.0.0',
    '[::]',
    '[::',
    '::1',
    '[::1',
    '[::1]evil.com',
    '[::ffff:127.0.0.1]',
    '',
    ' ',
    'localhost:',
    'localhost:port',
    'localhost:123456',
    'localhost@evil.com',
    'user@localhost',
    'localhost/..',
    'localhost, evil.test',
    'localhost localhost',
    'localhost\t',
    'lоcalhost',
    'ⓛocalhost',
    '%6cocalhost',
    'x'.repeat(65_536),
    `localhost${'.'.repeat(65_536)}`,
  ])('%j is refused', (host) => expect(allowed({ hosts: [host] })).toBe(false));

  test('there must be exactly one', () => {
    expect(allowed({ hosts: [] })).toBe(false);
    expect(allowed({ hosts: ['localhost', 'localhost'] })).toBe(false);
    expect(allowed({ hosts: ['localhost', 'evil.test'] })).toBe(false);
  });

  test('a name that was configured is accepted, and an IPv6 address gets its brackets', () => {
    const more = hostNames(['Node7.Cluster', 'fe80::1']);
    expect(guard(request({ hosts: ['node7.cluster:23300'] }), more).allowed).toBe(true);
    expect(guard(request({ hosts: ['[fe80::1]:23300'] }), more).allowed).toBe(true);
    expect(guard(request({ hosts: ['node8.cluster:23300'] }), more).allowed).toBe(false);
  });
});

describe('Origin', () => {
  const own = { hosts: ['localhost:8000'], origins: ['http://localhost:8000'] };
  const unsafe: Partial<GuardedRequest>[] = [
    { method: 'POST' },
    { method: 'PUT' },
    { method: 'PATCH' },
    { method: 'DELETE' },
    { method: 'PROPFIND' },
    { upgrade: true },
  ];

  test.each(unsafe)('%j passes from the own page, through any tunnel, and from a script', (part) => {
    expect(allowed({ ...part, ...own })).toBe(true);
    expect(allowed({ ...part, ...own, origins: ['HTTP://LOCALHOST:8000'] })).toBe(true);
    expect(allowed({ ...part, fetchSite: 'same-origin' })).toBe(true);
    expect(allowed(part)).toBe(true);
  });

  test.each(unsafe)('%j is refused from any other page', (part) => {
    for (const origin of [
      'http://evil.test',
      'http://localhost:8001',
      'http://localhost',
      'http://localhost:8000.evil.test',
      'http://evil.test/http://localhost:8000',
      'http://evil@localhost:8000',
      'http://localhost:8000/',
      'http://localhost:8000 ',
      'file://',
      'null',
      '',
    ]) {
      expect(allowed({ ...part, ...own, origins: [origin] }), origin).toBe(false);
    }
    expect(allowed({ ...part, ...own, origins: ['http://localhost:8000', 'http://localhost:8000'] })).toBe(false);
    for (const fetchSite of ['cross-site', 'same-site', 'none', '', 'SAME-ORIGIN']) {
      expect(allowed({ ...part, fetchSite }), fetchSite).toBe(false);
    }
  });

  test('reads of another page are refused, a followed link is not', () => {
    expect(allowed({ origins: ['http://evil.test'] })).toBe(false);
    expect(allowed({ fetchSite: 'cross-site', fetchMode: 'no-cors' })).toBe(false);
    expect(allowed({ fetchSite: 'same-site', fetchMode: 'cors' })).toBe(false);
    expect(allowed({ fetchSite: 'cross-site', fetchMode: 'navigate' })).toBe(true);
    expect(allowed({ fetchSite: 'none', fetchMode: 'navigate' })).toBe(true);
    expect(allowed({ fetchSite: 'same-origin', fetchMode: 'cors' })).toBe(true);
  });
});

describe('path', () => {
  test.each([
    '/..',
    '/api/runs/x/media/../../secret',
    '/api/runs/x/media/%2e%2e/secret',
    '/api/runs/x/media/.%2E/secret',
    '/api/runs/x/media/%2e./secret',
    '/api/runs/x/media/..%2fsecret',
    '/api/runs/x/media/..%5csecret',
    '/api/runs/x/media/..\\secret',
    '/api/runs/x/media/%252e%252e/secret',
    '/api/runs/x/media/%25252e%25252e%25252fsecret',
    '/api/runs/x/media/%252525252525252525252e%2e/secret',
    '/api/runs/..%2f..%2fetc/metrics',
    '/api/runs/x/media/..;/secret',
    '//..//..',
    'http://localhost/../secret',
    `/%${'25'.repeat(40)}2e./x`,
  ])('%s climbs', (target) => {
    expect(climbs(target)).toBe(true);
    expect(allowed({ target })).toBe(false);
  });

  test.each([
    '/',
    '/api/runs/a..b',
    '/api/runs/x/media/..png..',
    '/api/runs/x/media/...',
    '/api/runs/x/media/50%25.png',
    '/api/runs?filter=../..',
    '/assets/%',
    '/api/runs/%E0%A4%A',
    '//',
    '*',
    '',
  ])('%s does not', (target) => expect(allowed({ target })).toBe(true));
});

test('no input makes the guard throw, and nothing but the known names passes', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.webUrl(),
    fc.constantFrom('localhost', '[::1]', '%', '..'),
  );
  fc.assert(
    fc.property(
      fc.record({
        method: anything,
        target: anything,
        hosts: fc.array(anything, { maxLength: 3 }),
        origins: fc.array(anything, { maxLength: 3 }),
        fetchSite: fc.option(anything, { nil: undefined }),
        fetchMode: fc.option(anything, { nil: undefined }),
        upgrade: fc.boolean(),
      }),
      (input) => {
        const verdict = guard(input, names);
        if (verdict.allowed) expect(names.has(hostName(input.hosts[0] ?? '') ?? '')).toBe(true);
      },
    ),
    { numRuns: 2000 },
  );
});
