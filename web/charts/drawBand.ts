import { hasPlace } from './drawLines.ts';
import { type PlotScale, pixelX, pixelY } from './plotScale.ts';
import type { Band, LinePoints } from './types.ts';

/** What a band needs of a canvas. */
export type BandPen = Pick<CanvasRenderingContext2D, 'beginPath' | 'moveTo' | 'lineTo' | 'closePath' | 'fill'>;

/** Far coordinates lose their precision, and nothing of them is seen. */
const MARGIN = 16;

/** Fills what lies between the edges of a band, broken where its line is. An edge that has no place on a log axis lies at the bottom. */
export function drawBand(pen: BandPen, points: LinePoints, band: Band, scale: PlotScale): void {
  for (const [begin, end] of stretches(points, scale)) fillStretch(pen, points, band, scale, begin, end);
}

/** Indices [begin, end) of points that follow each other without a gap. */
function stretches(points: LinePoints, scale: PlotScale): [number, number][] {
  const found: [number, number][] = [];
  const count = points.x.length;
  for (let begin = 0; begin < count; begin++) {
    const isThere = (index: number): boolean =>
      hasPlace(points, index, scale.logY) && (!scale.logX || points.x[index]! > 0);
    if (!isThere(begin)) continue;
    let end = begin + 1;
    while (end < count && isThere(end)) end++;
    found.push([begin, end]);
    begin = end;
  }
  return found;
}

function fillStretch(
  pen: BandPen,
  { x }: LinePoints,
  { low, high }: Band,
  scale: PlotScale,
  begin: number,
  end: number,
): void {
  const [placeX, placeY] = [pixelX(scale), pixelY(scale)];
  const across = (index: number): number => within(placeX(x[index]!), scale.width);
  const up = (y: number): number => (scale.logY && y <= 0 ? scale.height + MARGIN : within(placeY(y), scale.height));
  pen.beginPath();
  for (let index = begin; index < end; index++) {
    if (index === begin) pen.moveTo(across(index), up(high[index]!));
    else pen.lineTo(across(index), up(high[index]!));
  }
  for (let index = end - 1; index >= begin; index--) pen.lineTo(across(index), up(low[index]!));
  pen.closePath();
  pen.fill();
}

function within(pixel: number, size: number): number {
  return Math.min(size + MARGIN, Math.max(-MARGIN, pixel));
}
