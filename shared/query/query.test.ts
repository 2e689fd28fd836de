import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchesGlob } from './glob.ts';
import { matchesQuery, type QueryFields, unknownField } from './matchQuery.ts';
import { parseQuery } from './parseQuery.ts';

interface Row {
  name: string;
  tag: string[];
  status: string;
  lr: number | null;
}

const rows: Row[] = [
  { name: 'mlp-base-s0', tag: ['cv', 'base line'], status: 'finished', lr: 1e-4 },
  { name: 'cnn_wide', tag: [], status: 'failed', lr: 0.1 },
  { name: 'a:b,c', tag: ['CV'], status: 'running', lr: null },
];
const fields: QueryFields<Row> = {
  isField: (name) => ['name', 'tag', 'status', 'config.lr'].includes(name),
  values: (row, name) =>
    name === 'tag' ? row.tag : name === 'name' ? [row.name] : name === 'status' ? [row.status] : [row.lr],
  texts: (row) => [row.name, row.status, ...row.tag],
};

function names(query: string, extended = true): string[] {
  const parsed = parseQuery(query, extended);
  if (!parsed.ok) throw new Error(`${parsed.error.position}: ${parsed.error.reason}`);
  return rows.filter((row) => matchesQuery(parsed.terms, row, fields, !extended)).map((row) => row.name);
}

test.each([
  ['', ['mlp-base-s0', 'cnn_wide', 'a:b,c']],
  ['mlp', ['mlp-base-s0']],
  ['base mlp', ['mlp-base-s0']],
  ['mlp-base-s0', ['mlp-base-s0']],
  ['tag:cv', ['mlp-base-s0', 'a:b,c']],
  ['tag:cv, status:running', ['a:b,c']],
  ['tag:"base line"', ['mlp-base-s0']],
  ['name:cnn*', ['cnn_wide']],
  ['name:c?n_wide', ['cnn_wide']],
  ['name:cnn', []],
  ['name:a\\:b\\,c', ['a:b,c']],
  ['config.lr < 1e-3', ['mlp-base-s0']],
  ['config.lr>=0.1', ['cnn_wide']],
  ['status != finished', ['cnn_wide', 'a:b,c']],
  ['config.lr = 0.1, status:failed,', ['cnn_wide']],
])('%s finds %j', (query, found) => {
  expect(names(query)).toEqual(found);
});

test.each([
  ['cnn wide', ['cnn_wide']],
  ['wide cnn', []],
  ["'base line'", ['mlp-base-s0']],
  ['status:f*', ['mlp-base-s0', 'cnn_wide']],
])('as Dioptra has it %s finds %j', (query, found) => {
  expect(names(query, false)).toEqual(found);
});

test.each(['field:two words', 'bad=assignment', 'bad-name:x', 'a|b', 'tag:"open', 'a,,b', 'x:\\q', 'tag:', '"a"b'])(
  'Dioptra refuses %s',
  (query) => {
    expect(parseQuery(query, false)).toMatchObject({ ok: false, error: { reason: expect.any(String) } });
  },
);

test('an error says where it stands', () => {
  expect(parseQuery('tag:cv, x:\\q', true)).toEqual({
    ok: false,
    error: { position: 10, reason: '\\q means nothing' },
  });
  const parsed = parseQuery('tag:cv, nope:1', true);
  expect(parsed.ok && unknownField(parsed.terms, fields)).toEqual({ position: 8, reason: 'there is no field nope' });
});

test('a pattern matches as the same regular expression does', () => {
  const part = fc.constantFrom('a', 'b', null, true as const);
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), fc.stringMatching(/^[ab]{0,10}$/), (glob, text) => {
      const source = glob.map((one) => (one === true ? '.*' : one === null ? '.' : one)).join('');
      expect(matchesGlob(glob, text)).toBe(new RegExp(`^${source}$`).test(text));
    }),
  );
});

test('whatever is typed is read or refused, never thrown', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 30 }), fc.boolean(), (text, extended) => {
      const parsed = parseQuery(text, extended);
      if (!parsed.ok) expect(parsed.error.position).toBeLessThanOrEqual(text.length);
    }),
  );
});
