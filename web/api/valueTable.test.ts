import { expect, test } from 'vitest';
import type { RunRow } from '../../shared/run.ts';
import { mergeValues, movedRuns } from './valueTable.ts';

const row = (id: string, version: string) => ({ id, path: 'p', version }) as RunRow;

test('what moved is asked for, and its answer takes the place of the old', () => {
  const columns = ['last:loss', 'min:loss'];
  const first = mergeValues(undefined, {
    columns,
    rows: [
      { id: 'a', path: 'p', version: '1', values: [1, 0] },
      { id: 'b', path: 'p', version: '1', values: [2, null] },
    ],
  });
  expect(movedRuns(first, [row('a', '1'), row('b', '2'), row('c', '1')])).toEqual(['p/b', 'p/c']);
  const second = mergeValues(first, { columns, rows: [{ id: 'b', path: 'p', version: '2', values: [3, 3] }] });
  expect(second.cells.get('p/a')).toEqual(
    new Map([
      ['last:loss', 1],
      ['min:loss', 0],
    ]),
  );
  expect(second.cells.get('p/b')).toEqual(
    new Map([
      ['last:loss', 3],
      ['min:loss', 3],
    ]),
  );
  expect(first.cells.get('p/b')?.get('last:loss')).toBe(2);
  expect(movedRuns(second, [row('a', '1'), row('b', '2')])).toEqual([]);
});

test('many moved runs are asked for as all', () => {
  const rows = Array.from({ length: 201 }, (_, i) => row(`r${i}`, '1'));
  expect(movedRuns({ versions: new Map(), cells: new Map() }, rows)).toBeNull();
});
