import type { BestEnd } from '../../shared/bestEnd.ts';
import { bestEndIn, type SaidBest } from '../../shared/bestEndIn.ts';
import { parseValueColumn } from '../../shared/values.ts';

/** Statistics that are values of their metric: of these the best end is the metric's. */
const VALUES: ReadonlySet<string> = new Set(['last', 'first', 'min', 'max', 'mean']);

/** Which end is the best in a column of a metric's statistic; null in all others. */
export function bestEndOfColumn(column: string, run: SaidBest): BestEnd {
  const value = parseValueColumn(column);
  return value !== null && VALUES.has(value.statistic) ? bestEndIn(value.metric, run) : null;
}

/** Whether a difference is one to the better; '' where nobody says which end is, and where nothing differs. */
export function judged(difference: number, end: BestEnd): 'better' | 'worse' | '' {
  if (end === null || !(difference < 0 || difference > 0)) return '';
  return difference > 0 === (end === 'max') ? 'better' : 'worse';
}
