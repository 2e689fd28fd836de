import { columnOf, firstAfter, firstAtOrAfter } from '../../shared/m4.ts';
import { type PlotScale, pixelX, pixelY, placeOf, placesOf, toValueX } from './plotScale.ts';
import type { LinePoints } from './types.ts';

/** The part of a canvas that a line needs; a test gives one that records. */
export interface Pen {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  /** A piece that is a single point: as a line it would show nothing. */
  dot(x: number, y: number): void;
  /**
   * A column of pixels that the line fills from `top` to `bottom`. A pen that has this is told so of every column in which
   * the line goes far up and down: a rectangle is many times cheaper than the zigzag that nobody can see.
   */
  bar?(column: number, top: number, bottom: number): void;
}

/** Pixels; what is less than this reads as a line and not as a bar. */
const TALL = 4;

/** How far beyond the plot a line is followed: its width and joins must not show at the edge. */
const MARGIN = 16;

/** Columns of device pixels: the first, and the one behind the last. */
export type Columns = readonly [from: number, to: number];

/** Columns beside those that are asked for in which a line is followed as well: there it may be drawn in part. */
const BESIDE = 8;

/**
 * Traces a line in device pixels. Where several points fall into one column of pixels it goes through the first, the
 * least, the greatest and the last of them, in their order, so that every column reaches as far as all points do and
 * drawing costs what pixels cost. A point without a place (not finite; not positive on a log axis) breaks the line.
 *
 * @param scale in device pixels: `width` is the number of columns.
 * @param columns where the line is wanted; beside them it is drawn in part or not at all. Without it everywhere.
 */
export function traceLine(pen: Pen, points: LinePoints, scale: PlotScale, columns: Columns | null = null): void {
  const { x, y } = points;
  const [from, to] =
    columns === null
      ? scale.x
      : (columns.map((pixel, end) => toValueX(scale, pixel + (2 * end - 1) * BESIDE)) as [number, number]);
  const least = scale.logX ? firstAfter(x, 0) : 0;
  const begin = Math.max(least, firstAtOrAfter(x, from) - 1);
  const end = Math.min(x.length, firstAfter(x, to, begin) + 1);
  const line = new ClippedLine(pen, scale.width, scale.height);
  const [placeX, placeY] = [pixelX(scale), pixelY(scale)];
  const [place, [low, high]] = [placeOf(scale), placesOf(scale)];
  const column = (index: number): number => columnOf(place(x[index]!), low, high, scale.width);
  const visit = (index: number): void => line.to(placeX(x[index]!), placeY(y[index]!));

  for (let index = begin; index < end; ) {
    if (!hasPlace(points, index, scale.logY)) {
      line.end();
      index++;
      continue;
    }
    const here = column(index);
    const first = index;
    let least = index;
    let most = index;
    index++;
    while (index < end && column(index) === here && hasPlace(points, index, scale.logY)) {
      if (y[index]! < y[least]!) least = index;
      if (y[index]! > y[most]!) most = index;
      index++;
    }
    const last = index - 1;
    visit(first);
    if (pen.bar !== undefined && here >= 0 && here < scale.width) {
      const [top, bottom] = [line.within(placeY(y[most]!)), line.within(placeY(y[least]!))];
      if (bottom - top > TALL) {
        pen.bar(here, top, bottom);
        line.leap(placeX(x[last]!), placeY(y[last]!));
        continue;
      }
    }
    const [nearer, farther] = least < most ? [least, most] : [most, least];
    if (nearer !== first) visit(nearer);
    if (farther !== nearer && farther !== first) visit(farther);
    if (last !== farther && last !== first) visit(last);
  }
  line.end();
}

/** Whether a point stands anywhere on the plot's axes. */
export function hasPlace({ y, flag }: LinePoints, index: number, logY: boolean): boolean {
  return flag[index] === 0 && (!logY || y[index]! > 0);
}

/**
 * Hands a line on to a pen, cut to a box a little larger than the plot: far coordinates are slow to dash and lose
 * their precision. Points are given one after the other; `end` breaks the line.
 */
class ClippedLine {
  readonly #pen: Pen;
  readonly #right: number;
  readonly #bottom: number;
  #lastX = 0;
  #lastY = 0;
  /** Points of this piece so far, and whether the pen stands at the last of them. */
  #count = 0;
  #down = false;
  #moved = false;

  constructor(pen: Pen, width: number, height: number) {
    this.#pen = pen;
    this.#right = width + MARGIN;
    this.#bottom = height + MARGIN;
  }

  to(x: number, y: number): void {
    if (this.#count > 0 && (x !== this.#lastX || y !== this.#lastY)) {
      this.#moved = true;
      if (this.#inside(x, y) && this.#inside(this.#lastX, this.#lastY)) this.#segment(this.#lastX, this.#lastY, x, y);
      else this.#cutSegment(x, y);
    }
    this.#lastX = x;
    this.#lastY = y;
    this.#count++;
  }

  /** The line stands here now, without a segment: what led here is drawn otherwise. */
  leap(x: number, y: number): void {
    this.#lastX = x;
    this.#lastY = y;
    this.#down = false;
    this.#moved = true;
  }

  within(y: number): number {
    return Math.min(this.#bottom, Math.max(-MARGIN, y));
  }

  end(): void {
    if (this.#count > 0 && !this.#moved && this.#inside(this.#lastX, this.#lastY))
      this.#pen.dot(this.#lastX, this.#lastY);
    this.#count = 0;
    this.#moved = false;
    this.#down = false;
  }

  #inside(x: number, y: number): boolean {
    return x >= -MARGIN && x <= this.#right && y >= -MARGIN && y <= this.#bottom;
  }

  #segment(fromX: number, fromY: number, toX: number, toY: number): void {
    if (!this.#down) this.#pen.moveTo(fromX, fromY);
    this.#pen.lineTo(toX, toY);
    this.#down = true;
  }

  /** Liang-Barsky: the part of the segment that lies in the box, if any. */
  #cutSegment(x: number, y: number): void {
    const [dx, dy] = [x - this.#lastX, y - this.#lastY];
    let enter = 0;
    let leave = 1;
    const edges: [number, number][] = [
      [-dx, this.#lastX + MARGIN],
      [dx, this.#right - this.#lastX],
      [-dy, this.#lastY + MARGIN],
      [dy, this.#bottom - this.#lastY],
    ];
    for (const [direction, room] of edges) {
      if (direction === 0 && room < 0) leave = -1;
      else if (direction < 0) enter = Math.max(enter, room / direction);
      else if (direction > 0) leave = Math.min(leave, room / direction);
    }
    if (enter > leave) {
      this.#down = false;
      return;
    }
    if (enter > 0) this.#down = false;
    const [endX, endY] = leave < 1 ? [this.#lastX + leave * dx, this.#lastY + leave * dy] : [x, y];
    this.#segment(this.#lastX + enter * dx, this.#lastY + enter * dy, endX, endY);
    if (leave < 1) this.#down = false;
  }
}
