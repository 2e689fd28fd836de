import type { RawRow } from '../../shared/rawRow.ts';

/** A write and what became of it. */
export interface AuditRow {
  row: RawRow;
  /** stands: what charts and statistics use. stepless: stands by itself, on the time axes. superseded: another one came later. */
  state: 'stands' | 'superseded' | 'stepless';
  /** Writes at the same step, this one among them. */
  writes: number;
  why: string;
}

/**
 * Which write of each step counts: within a series (name, scale, labels) and a step the last one that was written, whatever its own
 * time says. Rows keep their order.
 */
export function auditRows(rows: readonly RawRow[]): AuditRow[] {
  const places = new Map<string, RawRow[]>();
  for (const row of rows) {
    const place = placeOf(row);
    const same = places.get(place);
    if (same === undefined) places.set(place, [row]);
    else same.push(row);
  }
  return rows.map((row) => {
    if (row.step === null)
      return { row, state: 'stepless', writes: 1, why: 'has no step: stands by itself, on the time axes' };
    const same = places.get(placeOf(row)) ?? [row];
    const last = same.reduce((a, b) => (b.seq > a.seq ? b : a));
    if (last !== row)
      return {
        row,
        state: 'superseded',
        writes: same.length,
        why: `superseded by write ${last.seq}, which came later`,
      };
    const why = same.length === 1 ? 'the only write at this step' : `stands: written last of ${same.length}`;
    return { row, state: 'stands', writes: same.length, why };
  });
}

function placeOf({ step, labels, scale = '' }: RawRow): string {
  return JSON.stringify([step, scale, Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

/** The value as it was written. */
export function rawValue({ value, nonFiniteFlags }: RawRow): number {
  if (nonFiniteFlags === 0) return value;
  if (nonFiniteFlags === 1) return Number.NaN;
  return nonFiniteFlags === 2 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
}
