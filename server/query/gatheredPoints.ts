import { firstAfter, firstAtOrAfter, m4 } from '../../shared/m4.ts';
import { type AxisPoints, onAxis, withFlags } from './axis.ts';
import type { ChunkedAsk } from './chooseChunks.ts';
import { type LeafPoints, leafM4 } from './leafM4.ts';
import type { RawPoints } from './rawPoints.ts';

/** What M4 keeps of a long series, and what is said of the points that it leaves out. All counts are exact. */
export interface Candidates {
  /** M4 over these gives what M4 over all points gives. */
  points: AxisPoints;
  /** How many points of the series the range holds, and how many of them are not finite. */
  inRange: number;
  nan: number;
  posInf: number;
  negInf: number;
  /** x of the first NaN of the whole series. */
  firstNan: number | null;
}

/** Joins parts of a series, in any order, each cut down at once to what M4 keeps of it. */
export class GatheredPoints {
  readonly #ask: ChunkedAsk;
  #x = new Float64Array(16_384);
  #y = new Float64Array(16_384);
  #flag = new Uint8Array(16_384);
  #length = 0;
  /** Where the points of a group begin; a group may come more than once, and then in order. */
  readonly #groups: number[] = [];
  readonly #starts: number[] = [];
  #inRange = 0;
  readonly #nonFinite = [0, 0, 0, 0, 0];
  #firstNan = Number.POSITIVE_INFINITY;

  constructor(ask: ChunkedAsk) {
    this.#ask = ask;
  }

  /** All points of a group. */
  take(group: number, points: RawPoints | AxisPoints): void {
    const placed = 'x' in points ? points : this.#placed(points);
    const { from, to, width } = this.#ask;
    const begin = firstAtOrAfter(placed.x, from);
    const end = firstAfter(placed.x, to, begin);
    this.#inRange += end - begin;
    for (let i = begin; i < end; i++) this.#nonFinite[placed.flag[i] as number]!++;
    this.#noteNan(placed);
    const kept = m4(placed, from, to, width);
    const start = this.#room(group, kept.length);
    for (let k = 0; k < kept.length; k++) {
      const i = kept[k] as number;
      this.#x[start + k] = placed.x[i] as number;
      this.#y[start + k] = placed.y[i] as number;
      this.#flag[start + k] = placed.flag[i] as number;
    }
  }

  /** All points of a group, which are finite and whose x rise by a constant. */
  takeLeaves(group: number, points: LeafPoints): void {
    const { first, stride } = points.places;
    const { positions, values, count, inRange } = leafM4(points, this.#ask);
    this.#inRange += inRange;
    const start = this.#room(group, count);
    for (let k = 0; k < count; k++) {
      this.#x[start + k] = first + (positions[k] as number) * stride;
      this.#y[start + k] = values[k] as number;
    }
  }

  /** A finite point of a group that is counted by `count`. */
  add(group: number, x: number, y: number): void {
    const start = this.#room(group, 1);
    this.#x[start] = x;
    this.#y[start] = y;
  }

  /** Finite points in the range that are not given. */
  count(points: number): void {
    this.#inRange += points;
  }

  /** Points that matter for the first NaN only. */
  lookForNan(points: RawPoints): void {
    this.#noteNan(this.#placed(points));
  }

  candidates(): Candidates {
    return {
      points: this.#joined(),
      inRange: this.#inRange,
      nan: this.#nonFinite[1] as number,
      posInf: this.#nonFinite[2] as number,
      negInf: this.#nonFinite[4] as number,
      firstNan: Number.isFinite(this.#firstNan) ? this.#firstNan : null,
    };
  }

  #placed(points: RawPoints): AxisPoints {
    const { axis, zero } = this.#ask;
    const x = new Float64Array(points.length);
    for (let k = 0; k < x.length; k++) x[k] = onAxis(axis, points.step[k] as number, points.time[k] as number, zero);
    return withFlags({ x, y: points.value });
  }

  #noteNan({ x, flag }: AxisPoints): void {
    const at = flag.indexOf(1);
    if (at >= 0) this.#firstNan = Math.min(this.#firstNan, x[at] as number);
  }

  #room(group: number, points: number): number {
    const start = this.#length;
    const end = start + points;
    if (end > this.#x.length) {
      const size = Math.max(end, 2 * this.#x.length);
      const larger = { x: new Float64Array(size), y: new Float64Array(size), flag: new Uint8Array(size) };
      larger.x.set(this.#x);
      larger.y.set(this.#y);
      larger.flag.set(this.#flag);
      [this.#x, this.#y, this.#flag] = [larger.x, larger.y, larger.flag];
    }
    this.#groups.push(group);
    this.#starts.push(start);
    this.#length = end;
    return start;
  }

  #joined(): AxisPoints {
    const n = this.#length;
    const [groups, starts] = [this.#groups, this.#starts];
    if (groups.every((group, k) => k === 0 || group >= (groups[k - 1] as number)))
      return { x: this.#x.subarray(0, n), y: this.#y.subarray(0, n), flag: this.#flag.subarray(0, n) };
    const out: AxisPoints = { x: new Float64Array(n), y: new Float64Array(n), flag: new Uint8Array(n) };
    const order = [...groups.keys()].sort((a, b) => (groups[a] as number) - (groups[b] as number) || a - b);
    let at = 0;
    for (const k of order) {
      const [start, end] = [starts[k] as number, starts[k + 1] ?? n];
      out.x.set(this.#x.subarray(start, end), at);
      out.y.set(this.#y.subarray(start, end), at);
      out.flag.set(this.#flag.subarray(start, end), at);
      at += end - start;
    }
    return out;
  }
}
