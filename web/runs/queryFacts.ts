import { RUN_FIELDS } from '../../shared/query/runFields.ts';
import type { RunRow } from '../../shared/run.ts';
import type { CellOf } from './cells.ts';
import type { ColumnFacts } from './columns.ts';
import type { CompletionFacts } from './completeQuery.ts';

/** Names that the query language can spell without more ado. */
const SPELLED = /^[A-Za-z_][\w./-]*$/;
/** What people filter by, before the rest. */
const FIRST = ['status', 'tag', 'name'];
const NUMBERS = new Set(
  RUN_FIELDS.filter((name) => /(_time|_at|_active|_value|_step|number|points|metrics|_id)$/.test(name)).filter(
    (name) => name !== 'display_id',
  ) as string[],
);

/** What can be completed in a filter over these rows. */
export function queryFacts(rows: readonly RunRow[], facts: ColumnFacts, cellOf: CellOf): CompletionFacts {
  const keyed = (prefix: string, keys: ColumnFacts['config']) =>
    [...keys].map(([key, { numeric }]) => ({ name: `${prefix}.${key}`, numeric }));
  const own = RUN_FIELDS.filter((name) => !FIRST.includes(name));
  const fields = [
    ...FIRST.map((name) => ({ name, numeric: false })),
    ...keyed('config', facts.config),
    ...keyed('summary', facts.summary),
    ...own.map((name) => ({ name: name as string, numeric: NUMBERS.has(name) })),
  ].filter(({ name }) => SPELLED.test(name));
  return {
    fields,
    valuesOf: (field) => {
      const counts = new Map<string, number>();
      const count = (text: string): void => void counts.set(text, (counts.get(text) ?? 0) + 1);
      for (const row of rows) {
        if (field === 'tag' || field === 'tags') row.tags.forEach(count);
        else {
          const cell = cellOf(row, field);
          if (cell !== null) count(String(cell));
        }
      }
      return [...counts].map(([text, runs]) => ({ text, runs })).sort((a, b) => b.runs - a.runs);
    },
  };
}
