import { bytesOf } from './bytes.ts';
import type { Statistics } from './statistics.ts';

/**
 * The directory of a series: what a chart needs to know of each chunk without reading it. Entries stand in pages of
 * 256, one blob a page, as columns; an entry takes 59 bytes for 960 points.
 */
export const PAGE_ENTRIES = 256;

export interface DirectoryEntry {
  group: number;
  count: number;
  /** First and last step and time of the chunk, in order of writing. */
  stepFirst: number;
  stepLast: number;
  timeFirst: number;
  timeLast: number;
  /** Finite extremes, NaN when there is none. */
  min: number;
  max: number;
  /** Position of the first point that attains them. */
  positionOfMin: number;
  positionOfMax: number;
  flags: number;
}

/** Flags: 1 holds a NaN, 2 +Inf, 4 -Inf (as points do), 8 steps rise by a constant. */
export const STEPS_AFFINE = 8;
const NON_FINITE = 7;

const DOUBLES = ['stepFirst', 'stepLast', 'timeFirst', 'timeLast', 'min', 'max'] as const;
export const ENTRY_BYTES = 48 + 4 + 2 + 2 + 2 + 1;

/**
 * Entries as columns: what a query walks over. A class, so that the second directory of a process is to the compiler what
 * the first was: of an object literal it learns more at the second, and throws away what it had compiled.
 */
export class Directory {
  readonly length: number;
  readonly stepFirst: Float64Array;
  readonly stepLast: Float64Array;
  readonly timeFirst: Float64Array;
  readonly timeLast: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly group: Uint32Array;
  readonly count: Uint16Array;
  readonly positionOfMin: Uint16Array;
  readonly positionOfMax: Uint16Array;
  readonly flags: Uint8Array;

  constructor(length: number) {
    this.length = length;
    this.stepFirst = new Float64Array(length);
    this.stepLast = new Float64Array(length);
    this.timeFirst = new Float64Array(length);
    this.timeLast = new Float64Array(length);
    this.min = new Float64Array(length);
    this.max = new Float64Array(length);
    this.group = new Uint32Array(length);
    this.count = new Uint16Array(length);
    this.positionOfMin = new Uint16Array(length);
    this.positionOfMax = new Uint16Array(length);
    this.flags = new Uint8Array(length);
  }
}

export function holdsNonFinite(directory: Directory, i: number): boolean {
  return ((directory.flags[i] as number) & NON_FINITE) !== 0;
}

const COLUMNS = [...DOUBLES, 'group', 'count', 'positionOfMin', 'positionOfMax', 'flags'] as const;

export function setEntry(directory: Directory, i: number, entry: DirectoryEntry): void {
  for (const column of COLUMNS) directory[column][i] = entry[column];
}

export function encodePage(entries: readonly DirectoryEntry[]): Uint8Array<ArrayBuffer> {
  const page = new Directory(entries.length);
  for (const [i, entry] of entries.entries()) setEntry(page, i, entry);
  const out = new Uint8Array(entries.length * ENTRY_BYTES);
  let at = 0;
  for (const column of COLUMNS) {
    const bytes = bytesOf(page[column]);
    out.set(bytes, at);
    at += bytes.length;
  }
  return out;
}

export function pageLength(page: Uint8Array): number {
  return page.length / ENTRY_BYTES;
}

/** Copies a page's entries into the directory from index `start` on. */
export function decodePageInto(directory: Directory, start: number, page: Uint8Array): void {
  const n = pageLength(page);
  let at = 0;
  for (const column of COLUMNS) {
    const target = directory[column].subarray(start, start + n);
    bytesOf(target).set(page.subarray(at, at + target.byteLength));
    at += target.byteLength;
  }
}

export function entryAt(directory: Directory, i: number): DirectoryEntry {
  const entry = {} as Record<string, number>;
  for (const column of COLUMNS) entry[column] = directory[column][i] as number;
  return entry as unknown as DirectoryEntry;
}

export function entryOf(group: number, statistics: Statistics, values: Float64Array, affine: boolean): DirectoryEntry {
  const n = statistics.count;
  const flags =
    (statistics.nan > 0 ? 1 : 0) |
    (statistics.posInf > 0 ? 2 : 0) |
    (statistics.negInf > 0 ? 4 : 0) |
    (affine ? STEPS_AFFINE : 0);
  return {
    group,
    count: n,
    stepFirst: statistics.firstStep,
    stepLast: statistics.lastStep,
    timeFirst: statistics.firstTime,
    timeLast: statistics.lastTime,
    min: statistics.min,
    max: statistics.max,
    positionOfMin: Math.max(0, values.indexOf(statistics.min)),
    positionOfMax: Math.max(0, values.indexOf(statistics.max)),
    flags,
  };
}
