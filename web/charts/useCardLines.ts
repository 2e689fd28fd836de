import { useMemo, useState } from 'react';
import { affordableColumns } from './affordableColumns.ts';
import type { SeriesState } from './seriesFeed.ts';
import { seriesQuery } from './seriesQuery.ts';
import { previewSmoothing, sameSmoothing, useSmoothingPreview } from './smoothingPreview.ts';
import type { ChartRun, ChartView } from './types.ts';
import { useSeries } from './useSeries.ts';
import { type AskedRange, type Range, useShownRange } from './useShownRange.ts';

export interface CardLines extends Omit<SeriesState, 'query'> {
  /** Whether there was an answer yet. */
  isAnswered: boolean;
  /** The view that the lines belong to: until the points of another axis are there, the picture stays as it was. */
  shown: ChartView;
  /** What the axis spans where nobody zoomed. */
  extent: Range | null;
  /** Device pixels of the columns that the lines were thinned to: 1, but where there are hundreds of runs. */
  columnPixels: number;
  /** The smoothed lines are made of the drawn points, until those made of all points are there. */
  isPreview: boolean;
}

/**
 * What a chart draws.
 *
 * @param ownSmoothing whether the card has a smoothing of its own, which the page's slider does not move.
 * @param columns device pixels across the plot area. @param visible nothing is asked for while it is not.
 */
export function useCardLines(
  metric: string,
  runs: readonly ChartRun[],
  view: ChartView,
  ownSmoothing: boolean,
  columns: number,
  visible: boolean,
): CardLines {
  const dragged = useSmoothingPreview();
  const [settled, setSettled] = useState<AskedRange | null>(null);
  const { x, smoothing, zoom, logX, grouping } = view;
  const followed = zoom === null && settled?.axis === x ? settled : null;
  const range = zoom ?? followed?.range ?? null;
  const asked = affordableColumns(columns, runs.length);
  const query = useMemo(
    () => seriesQuery({ x, smoothing, logX, grouping }, range, asked),
    [x, smoothing, logX, grouping, range, asked],
  );
  const {
    lines,
    query: answered,
    toCome,
    loading,
    error,
  } = useSeries(metric, runs, query, {
    visible,
    passing: followed?.passing ?? false,
  });
  const axis = answered?.x ?? x;
  const open = zoom === null && axis === x;
  const extent = useShownRange(lines, { axis, steady: !logX, open, width: columns }, settled, setSettled);
  const shown = useMemo(
    () => (answered !== null && answered.x !== view.x ? { ...view, x: answered.x, zoom: null } : view),
    [answered, view],
  );
  const wanted = (ownSmoothing ? null : dragged) ?? smoothing;
  const isPreview = answered !== null && grouping === null && !sameSmoothing(answered.smoothing, wanted);
  const drawn = useMemo(() => (isPreview ? previewSmoothing(lines, wanted) : lines), [isPreview, lines, wanted]);
  const columnPixels = asked === 0 ? 1 : columns / asked;
  return {
    lines: drawn,
    extent,
    isAnswered: answered !== null,
    shown,
    columnPixels,
    isPreview,
    toCome,
    loading,
    error,
  };
}
