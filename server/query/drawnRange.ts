import type { SeriesMeta } from '../../shared/series.ts';
import type { AxisPoints } from './axis.ts';

/** Finite extremes of the points in the range, and where they stand. M4 keeps them, so the drawn points suffice. */
export function drawnExtremes(
  raw: AxisPoints,
  from: number,
  to: number,
): Pick<SeriesMeta, 'y_min' | 'y_max' | 'x_of_min' | 'x_of_max'> {
  let [low, high] = [-1, -1];
  for (let i = 0; i < raw.x.length; i++) {
    if (raw.flag[i] !== 0 || !((raw.x[i] as number) >= from && (raw.x[i] as number) <= to)) continue;
    if (low < 0 || (raw.y[i] as number) < (raw.y[low] as number)) low = i;
    if (high < 0 || (raw.y[i] as number) > (raw.y[high] as number)) high = i;
  }
  if (low < 0) return { y_min: null, y_max: null, x_of_min: null, x_of_max: null };
  return {
    y_min: raw.y[low] as number,
    y_max: raw.y[high] as number,
    x_of_min: raw.x[low] as number,
    x_of_max: raw.x[high] as number,
  };
}

/** 1st, 25th, 75th and 99th percentile of the finite drawn points; null under 20 of them. */
export function drawnQuantiles(raw: AxisPoints): [number, number, number, number] | null {
  const finite = new Float64Array(raw.y.length);
  let count = 0;
  for (let i = 0; i < raw.y.length; i++) if (raw.flag[i] === 0) finite[count++] = raw.y[i] as number;
  if (count < 20) return null;
  const sorted = finite.subarray(0, count).sort();
  return [0.01, 0.25, 0.75, 0.99].map((q) => sorted[Math.round(q * (sorted.length - 1))]) as [
    number,
    number,
    number,
    number,
  ];
}
