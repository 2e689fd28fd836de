import { parseValueColumn } from '../../shared/values.ts';

const TITLES = new Map([
  ['primary_value', 'primary metric'],
  ['best_metric_value', 'best'],
  ['last_step', 'last step'],
  ['created_time', 'created'],
]);

/** What people call a column: `lr` for `config.lr`, `val/acc max` for `max:val/acc`. */
export function columnTitle(column: string): string {
  const value = parseValueColumn(column);
  if (value !== null) return value.statistic === 'last' ? value.metric : `${value.metric} ${value.statistic}`;
  return TITLES.get(column) ?? column.replace(/^(config|summary)\./, '');
}
