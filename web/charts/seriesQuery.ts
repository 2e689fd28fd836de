import type { SeriesQuery } from './batchedLoader.ts';
import type { ChartView } from './types.ts';

const NARROWEST = 16;
const WIDEST = 8192;

/**
 * What a chart asks for: as many columns as it has device pixels. null while it is too narrow to show anything.
 *
 * @param range range of x, or null for everything. @param columns device pixels across the plot area.
 */
export function seriesQuery(
  { x, smoothing, logX, grouping }: Pick<ChartView, 'x' | 'smoothing' | 'logX' | 'grouping'>,
  range: readonly [number, number] | null,
  columns: number,
): SeriesQuery | null {
  if (columns < NARROWEST) return null;
  const [from, to] = range ?? [null, null];
  return {
    x,
    from,
    to,
    width: Math.min(WIDEST, columns),
    smoothing,
    ...(logX ? { log_x: true } : {}),
    ...(grouping === null ? {} : { group: grouping }),
  };
}
