import { useMemo } from 'react';
import type { ChartView } from '../charts/types.ts';
import type { ViewState } from './viewState.ts';

const FREE: ChartView['y'] = [null, null];

/**
 * What all charts of a page share, the same object until one of it changes.
 *
 * @param grouped whether the runs are groups.
 */
export function useChartView(view: ViewState, grouped = false): ChartView {
  const { x, zoom, logX, logY, outliers, centre, spread } = view;
  const [from, to] = zoom ?? [null, null];
  const smoothed = JSON.stringify(view.smoothing);
  return useMemo(
    () => ({
      x,
      smoothing: JSON.parse(smoothed) as ChartView['smoothing'],
      zoom: from === null || to === null ? null : [from, to],
      logX,
      logY,
      outliers,
      y: FREE,
      grouping: grouped ? { centre, spread } : null,
    }),
    [x, smoothed, from, to, logX, logY, outliers, grouped, centre, spread],
  );
}
