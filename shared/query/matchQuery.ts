import { anywhere, matchesGlob } from './glob.ts';
import type { Operator, QueryError, Term } from './parseQuery.ts';

/** What a query may ask of a row. */
export interface QueryFields<Row> {
  /** Values of a field; undefined where there is no field of this name. */
  values(row: Row, field: string): readonly unknown[] | undefined;
  isField(name: string): boolean;
  /** Texts that plain words are looked for in. */
  texts(row: Row): readonly string[];
}

/** The first field that the rows do not have, or null. */
export function unknownField<Row>(terms: readonly Term[], fields: QueryFields<Row>): QueryError | null {
  for (const term of terms) {
    if (term.kind !== 'text' && !fields.isField(term.field))
      return { position: term.position, reason: `there is no field ${term.field}` };
  }
  return null;
}

/** @param together words stand in their order within one text (Dioptra), else each of them anywhere. */
export function matchesQuery<Row>(
  terms: readonly Term[],
  row: Row,
  fields: QueryFields<Row>,
  together = false,
): boolean {
  return terms.every((term) => {
    if (term.kind === 'field')
      return (fields.values(row, term.field) ?? []).some((value) => matchesGlob(term.glob, textOf(value)));
    if (term.kind === 'compare') return compares(fields.values(row, term.field) ?? [], term.operator, term.value);
    const texts = fields.texts(row);
    if (together) {
      const glob = anywhere(term.words.flatMap((word, i) => (i === 0 ? word : [true as const, ...word])));
      return texts.some((text) => matchesGlob(glob, text));
    }
    return term.words.every((word) => texts.some((text) => matchesGlob(anywhere(word), text)));
  });
}

/** What is not there is neither less nor more nor equal, but it is not equal either. */
function compares(values: readonly unknown[], operator: Operator, wanted: string): boolean {
  const present = values.filter((value) => value !== null && value !== undefined);
  if (operator === '!=') return !present.some((value) => order(value, wanted) === 0);
  return present.some((value) => {
    const found = order(value, wanted);
    if (found === null) return false;
    if (operator === '=') return found === 0;
    if (operator === '<') return found < 0;
    if (operator === '<=') return found <= 0;
    return operator === '>' ? found > 0 : found >= 0;
  });
}

/** Less than 0, 0 or more as the value stands to `wanted`: numbers (a date stands for its Unix seconds), else texts. */
function order(value: unknown, wanted: string): number | null {
  if (typeof value === 'number') {
    const number = /^\d{4}-\d\d-\d\d/.test(wanted) ? Date.parse(wanted) / 1000 : Number(wanted);
    return Number.isNaN(number) ? null : Math.sign(value - number);
  }
  const [left, right] = [textOf(value).toLowerCase(), wanted.toLowerCase()];
  return left === right ? 0 : left < right ? -1 : 1;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? '');
}
