import { bestPoint } from './bestPoint.ts';
import { hasPlace } from './drawLines.ts';
import { type PlotScale, pixelX, pixelY, toPixelX, toPixelY } from './plotScale.ts';
import type { ChartLine, LinePoints, RunStyle } from './types.ts';

const NAN = 1;
const POSITIVE = 2;
/** Half of a mark, in CSS pixels. */
const SIZE = 3;

/**
 * NaN as a cross on the line (at the height of the last finite point), a longer stretch of them dotted; infinities as
 * triangles at the edge that they went over. Marks of one kind that would cover each other are drawn once.
 */
export function drawNonFinite(
  pen: CanvasRenderingContext2D,
  points: LinePoints,
  scale: PlotScale,
  ratio: number,
): void {
  const { x, y, flag } = points;
  const size = SIZE * ratio;
  const [placeX, placeY] = [pixelX(scale), pixelY(scale)];
  const lastMark = new Map<number, number>();
  let height = firstHeight(points, scale);
  pen.lineWidth = 1.5 * ratio;
  for (let index = 0; index < x.length; index++) {
    const kind = flag[index]!;
    if (kind === 0) {
      if (hasPlace(points, index, scale.logY)) height = within(placeY(y[index]!), size, scale.height - size);
      continue;
    }
    const place = placeX(x[index]!);
    if (kind === NAN) {
      while (flag[index + 1] === NAN) index++;
      dots(pen, place, Math.min(scale.width, placeX(x[index]!)), height, ratio);
    }
    const isCovered = place - (lastMark.get(kind) ?? Number.NEGATIVE_INFINITY) < 2 * size;
    if (isCovered || place < -size || place > scale.width + size) continue;
    lastMark.set(kind, place);
    if (kind === NAN) cross(pen, place, height, size);
    else triangle(pen, place, kind === POSITIVE ? 0 : scale.height, kind === POSITIVE ? 1 : -1, size);
  }
}

/** The heights at which NaN is marked within the plot. */
export function nanHeights(points: LinePoints, scale: PlotScale, ratio: number): Set<number> {
  const size = SIZE * ratio;
  const heights = new Set<number>();
  let height = firstHeight(points, scale);
  for (const [index, kind] of points.flag.entries()) {
    if (kind === 0 && hasPlace(points, index, scale.logY))
      height = within(toPixelY(scale, points.y[index]!), size, scale.height - size);
    const isSeen = points.x[index]! >= scale.x[0] && points.x[index]! <= scale.x[1];
    if (kind === NAN && isSeen) heights.add(height);
  }
  return heights;
}

function firstHeight(points: LinePoints, scale: PlotScale): number {
  const first = points.y.findIndex((_, index) => hasPlace(points, index, scale.logY));
  return first < 0 ? scale.height / 2 : within(toPixelY(scale, points.y[first]!), 0, scale.height);
}

function within(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

function cross(pen: CanvasRenderingContext2D, x: number, y: number, size: number): void {
  pen.beginPath();
  pen.moveTo(x - size, y - size);
  pen.lineTo(x + size, y + size);
  pen.moveTo(x - size, y + size);
  pen.lineTo(x + size, y - size);
  pen.stroke();
}

/** A dotted line over a stretch, within the plot. */
function dots(pen: CanvasRenderingContext2D, from: number, to: number, y: number, ratio: number): void {
  const begin = Math.max(0, from);
  if (to <= begin) return;
  pen.save();
  pen.lineWidth = ratio;
  pen.setLineDash([ratio, 3 * ratio]);
  pen.lineDashOffset = begin % (4 * ratio);
  pen.beginPath();
  pen.moveTo(begin, y);
  pen.lineTo(to, y);
  pen.stroke();
  pen.restore();
}

function triangle(pen: CanvasRenderingContext2D, x: number, edge: number, inward: 1 | -1, size: number): void {
  pen.beginPath();
  pen.moveTo(x, edge + inward);
  pen.lineTo(x - size, edge + inward * 2 * size);
  pen.lineTo(x + size, edge + inward * 2 * size);
  pen.closePath();
  pen.fill();
}

/** A ring around the best point. */
export function drawBest(
  pen: CanvasRenderingContext2D,
  line: ChartLine,
  run: RunStyle,
  scale: PlotScale,
  ratio: number,
): void {
  const best = bestPoint(line, run);
  if (best === null || (scale.logY && best.y <= 0)) return;
  pen.lineWidth = 1.25 * ratio;
  pen.beginPath();
  pen.arc(toPixelX(scale, best.x), toPixelY(scale, best.y), 3.5 * ratio, 0, 2 * Math.PI);
  pen.stroke();
}

/** A small flag on the x axis for each annotation; those that would cover each other are drawn once. */
export function drawFlags(
  pen: CanvasRenderingContext2D,
  marks: readonly { run: string; x: number }[],
  scale: PlotScale,
  ratio: number,
  colorOf: (run: string) => string,
): void {
  const last = new Map<string, number>();
  for (const { run, x } of marks) {
    const place = Math.round(toPixelX(scale, x));
    if (!(place >= 0 && place <= scale.width) || place - (last.get(run) ?? Number.NEGATIVE_INFINITY) < 3 * ratio)
      continue;
    last.set(run, place);
    pen.fillStyle = colorOf(run);
    pen.fillRect(place, scale.height - 10 * ratio, Math.max(1, Math.round(ratio)), 10 * ratio);
    pen.beginPath();
    pen.moveTo(place, scale.height - 10 * ratio);
    pen.lineTo(place + 6 * ratio, scale.height - 7.5 * ratio);
    pen.lineTo(place, scale.height - 5 * ratio);
    pen.closePath();
    pen.fill();
  }
}

/** CSS pixels between stage marks, in the mean. */
const LEAST_APART = 24;

export interface StageColors {
  line: string;
  text: string;
}

/** Faint verticals where the stage changes, each stage's name as far as there is room for it. */
export function drawStages(
  pen: CanvasRenderingContext2D,
  stages: readonly { x: number; stage: string }[],
  scale: PlotScale,
  ratio: number,
  colors: StageColors,
): void {
  pen.save();
  pen.strokeStyle = colors.line;
  pen.fillStyle = colors.text;
  pen.lineWidth = ratio;
  pen.font = `${11 * ratio}px system-ui, sans-serif`;
  pen.textBaseline = 'top';
  const places = stages.map(({ x }) => Math.round(toPixelX(scale, x)));
  const seen = places.filter((place) => place > 0 && place < scale.width).length;
  // A stage that alternates would be a fence; the tooltip still names it.
  if (seen > scale.width / (LEAST_APART * ratio)) {
    pen.restore();
    return;
  }
  for (const [index, place] of places.entries()) {
    const end = Math.min(scale.width, places[index + 1] ?? scale.width);
    if (end <= 0 || place > scale.width) continue;
    if (place > ratio && place < scale.width) {
      pen.beginPath();
      pen.moveTo(place + 0.5, 0);
      pen.lineTo(place + 0.5, scale.height);
      pen.stroke();
    }
    const begin = Math.max(0, place) + 4 * ratio;
    pen.fillText(cutTo(pen, stages[index]?.stage ?? '', end - begin - 2 * ratio), begin, 0);
  }
  pen.restore();
}

/** As much of a name as there is room for; nothing where that would tell nothing. */
function cutTo(pen: CanvasRenderingContext2D, name: string, room: number): string {
  if (pen.measureText(name).width <= room) return name;
  for (let length = Math.min(name.length - 1, 24); length >= 3; length--) {
    const cut = `${name.slice(0, length)}…`;
    if (pen.measureText(cut).width <= room) return cut;
  }
  return '';
}
