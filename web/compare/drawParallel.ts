import { type ParallelGeometry, type PlaceMatrix, yOf } from './parallelLines.ts';

export interface ParallelPicture {
  matrix: PlaceMatrix;
  geometry: ParallelGeometry;
  /** 1 for runs inside all brushes. */
  kept: Uint8Array;
  /** CSS colours, one a run. */
  colors: readonly string[];
  /** Index of the run that is pointed at, or -1. */
  highlighted: number;
  /** What runs outside the brushes are drawn in. */
  faint: string;
  ratio: number;
}

const MOST_OPAQUE = 40;

/** Draws every run's line: those outside the brushes faint and behind, the one that is pointed at in front. */
export function drawParallel(pen: CanvasRenderingContext2D, picture: ParallelPicture): void {
  const { kept, colors, highlighted, faint, ratio } = picture;
  const count = kept.reduce((sum, one) => sum + one, 0);
  pen.lineJoin = 'round';
  pen.lineWidth = ratio;
  pen.globalAlpha = 0.5;
  pen.strokeStyle = faint;
  pen.beginPath();
  for (let row = 0; row < kept.length; row++) if (kept[row] === 0) trace(pen, picture, row);
  pen.stroke();
  pen.globalAlpha = highlighted >= 0 ? 0.25 : count > MOST_OPAQUE ? 0.55 : 0.9;
  pen.lineWidth = (count > MOST_OPAQUE ? 1 : 1.5) * ratio;
  for (const [color, rows] of byColor(colors, kept)) {
    pen.strokeStyle = color;
    pen.beginPath();
    for (const row of rows) trace(pen, picture, row);
    pen.stroke();
  }
  pen.globalAlpha = 1;
  if (highlighted < 0) return;
  pen.strokeStyle = colors[highlighted] ?? faint;
  pen.lineWidth = 2.5 * ratio;
  pen.beginPath();
  trace(pen, picture, highlighted);
  pen.stroke();
}

/** Runs of one colour are one path: a stroke for each of a thousand runs would cost a frame. */
function byColor(colors: readonly string[], kept: Uint8Array): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (let row = 0; row < kept.length; row++) {
    if (kept[row] === 0) continue;
    const color = colors[row] ?? '';
    const group = groups.get(color);
    if (group === undefined) groups.set(color, [row]);
    else group.push(row);
  }
  return groups;
}

function trace(pen: CanvasRenderingContext2D, { matrix, geometry, ratio }: ParallelPicture, row: number): void {
  const { places, axes } = matrix;
  for (let axis = 0; axis < axes; axis++) {
    const [x, y] = [geometry.x[axis]! * ratio, yOf(geometry, places[row * axes + axis]!) * ratio];
    if (axis === 0) pen.moveTo(x, y);
    else pen.lineTo(x, y);
  }
}
