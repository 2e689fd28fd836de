import { useMemo } from 'react';
import type { ChartView } from '../charts/types.ts';
import type { ViewState } from './viewState.ts';

const FREE: ChartView['y'] = [null, null];

/** What all charts of a page share, the same object until one of it changes. */
export function useChartView({ x, smoothing, zoom, logX, logY, outliers }: ViewState): ChartView {
  const [from, to] = zoom ?? [null, null];
  const smoothed = JSON.stringify(smoothing);
  return useMemo(
    () => ({
      x,
      smoothing: JSON.parse(smoothed) as ChartView['smoothing'],
      zoom: from === null || to === null ? null : [from, to],
      logX,
      logY,
      outliers,
      y: FREE,
    }),
    [x, smoothed, from, to, logX, logY, outliers],
  );
}
