import { columnOf } from '../../shared/m4.ts';
import { type PlotScale, toPixelX, toPixelY } from './plotScale.ts';
import type { LinePoints } from './types.ts';

/** The part of a canvas that a line needs; a test gives one that records. */
export interface Pen {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
}

/**
 * Traces a line in device pixels. Where several points fall into one column of pixels it goes through the first, the
 * least, the greatest and the last of them, in their order, so that every column reaches as far as all points do and
 * drawing costs what pixels cost. A non-finite point breaks the line.
 */
export function traceLine(pen: Pen, points: LinePoints, scale: PlotScale): void {
  const { x, y, flag } = points;
  const n = x.length;
  const columns = Math.max(1, Math.round(scale.width));
  let broken = true;
  for (let i = 0; i < n; ) {
    if (flag[i] !== 0 || (scale.logY && (y[i] as number) <= 0)) {
      broken = true;
      i++;
      continue;
    }
    const column = columnOf(x[i] as number, scale.x[0], scale.x[1], columns);
    const inside = column >= 0 && column < columns;
    let [least, most, last] = [i, i, i];
    let j = i + 1;
    while (inside && j < n && flag[j] === 0 && columnOf(x[j] as number, scale.x[0], scale.x[1], columns) === column) {
      if (!scale.logY || (y[j] as number) > 0) {
        if ((y[j] as number) < (y[least] as number)) least = j;
        if ((y[j] as number) > (y[most] as number)) most = j;
        last = j;
      }
      j++;
    }
    for (const at of inOrder(i, Math.min(least, most), Math.max(least, most), last)) {
      const [px, py] = [toPixelX(scale, x[at] as number), toPixelY(scale, y[at] as number)];
      if (broken) pen.moveTo(px, py);
      else pen.lineTo(px, py);
      broken = false;
    }
    i = j;
  }
}

function inOrder(...indices: number[]): number[] {
  return indices.filter((index, k) => k === 0 || index !== indices[k - 1]);
}

/** Single points between breaks: a line through one point shows nothing, so they are drawn as dots. */
export function lonePoints(points: LinePoints): number[] {
  const lone: number[] = [];
  for (let i = 0; i < points.x.length; i++) {
    if (
      points.flag[i] === 0 &&
      (i === 0 || points.flag[i - 1] !== 0) &&
      (i === points.x.length - 1 || points.flag[i + 1] !== 0)
    )
      lone.push(i);
  }
  return lone;
}
