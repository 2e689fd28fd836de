import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchesQuery } from '../../shared/query/matchQuery.ts';
import { parseQuery } from '../../shared/query/parseQuery.ts';
import { runFields } from '../../shared/query/runFields.ts';
import { cellsOf } from './cells.ts';
import { columnFacts } from './columns.ts';
import { completeQuery, quoteValue } from './completeQuery.ts';
import { queryFacts } from './queryFacts.ts';
import { rowOf } from './testing/rowOf.ts';

const rows = [
  rowOf('a', { status: 'failed', tags: ['cv', 'base line'], config: { lr: 0.1, opt: { name: 'adam' } } }),
  rowOf('b', { status: 'failed', tags: ['cv'], config: { lr: 0.01, opt: { name: 'sgd' } } }),
  rowOf('c', { status: 'running', config: { lr: 0.1, opt: { name: 'a,b' } } }),
];
const facts = queryFacts(
  rows,
  columnFacts(rows),
  cellsOf((row) => row.id, new Map()),
);

/** The query with "|" where the caret stands. */
function complete(text: string) {
  const caret = text.indexOf('|');
  return completeQuery(text.replace('|', ''), caret, facts);
}

const labels = (text: string): string[] => complete(text).options.map(({ label }) => label);

test('fields are found by any part of their name, those that begin so first', () => {
  expect(labels('st|').slice(0, 3)).toEqual(['status', 'started_at', 'last_step']);
  expect(labels('tag:cv, opt|')).toEqual(['config.opt.name']);
  expect(labels('|').slice(0, 4)).toEqual(['status', 'tag', 'name', 'config.lr']);
  expect(labels('nothing such|')).toEqual([]);
});

test('a number is followed by an operator, a text by its values with their runs', () => {
  expect(complete('config.l|').options[0]).toMatchObject({ insert: 'config.lr ' });
  expect(labels('config.lr |')).toEqual(['<', '<=', '>', '>=', '=', '!=']);
  expect(complete('status:|').options).toEqual([
    { insert: 'failed', label: 'failed', detail: '2 runs' },
    { insert: 'running', label: 'running', detail: '1 run' },
  ]);
  expect(complete('x, tag:"ba|')).toEqual({
    from: 7,
    to: 10,
    options: [{ insert: '"base line"', label: 'base line', detail: '1 run' }],
  });
  expect(labels('config.lr = 0.0|')).toEqual(['0.01']);
});

test('a comma within quotes parts nothing', () => {
  expect(labels('name:"a, st|')).toEqual([]);
});

test('a value that was put in finds the runs that have it', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 12 }), (value) => {
      const parsed = parseQuery(`config.v:${quoteValue(value)}`, true);
      if (!parsed.ok) throw new Error(`${value}: ${parsed.error.reason}`);
      expect(matchesQuery(parsed.terms, rowOf('r', { config: { v: value } }), runFields)).toBe(true);
    }),
  );
});
