import { toStep } from '../../shared/lenientJson.ts';
import { GROUP_BYTES, GROUP_LINES, type GroupColumn } from '../columns/group.ts';
import { addRow, type GroupBuilder, growColumn } from '../columns/groupBuilder.ts';
import { type LinePattern, patternOf } from './linePattern.ts';
import { PATTERN_MODULE } from './patternModule.ts';
import { clock } from './readEvent.ts';

/** Patterns that are known at a time, and what one of them may take in memory. */
const PATTERNS = 4;
const PATTERN_BYTES = 64 * 1024;
const TEXT_BYTES = 1024 * 1024;
const ZEROS = 16;

/** Where what lies in memory, in bytes. */
const PATTERNS_AT = 4096;
const TEXT_AT = PATTERNS_AT + PATTERNS * PATTERN_BYTES;
const VALUES_AT = TEXT_AT + TEXT_BYTES + ZEROS;

const LEAST_POWER = -100;
const MOST_POWER = 100;
const MOST_WAIT = 1024;
const NEWLINE = 10;

interface Reading {
  memory: WebAssembly.Memory;
  /** Where the line after the last whole one begins. */
  at: WebAssembly.Global;
  read(pattern: number, at: number, end: number, stop: number, values: number, most: number): number;
}

interface KnownPattern extends LinePattern {
  text: string;
  /** Where it lies in memory. */
  place: number;
  /** The columns of its metrics in this group. */
  builder: GroupBuilder | null;
  columns: GroupColumn[];
}

/**
 * Reads runs of lines that differ in their numbers only (most lines of a training do) several times as fast as JSON.parse
 * makes objects of them. What it cannot read so it leaves to others: it knows no line that they would read otherwise.
 */
export class PatternReader {
  readonly #reading: Reading;
  readonly #bytes: Uint8Array;
  readonly #values: Float64Array;
  /** The one that fitted last comes first. */
  #patterns: KnownPattern[] = [];
  /** Of `#source`, the bytes [from, to) are in memory: whole lines. */
  #source: Buffer | null = null;
  #from = 0;
  #to = 0;
  /** Lines to pass before the next is learned, and how many that were last time: of lines that are all different none is learned in vain for long. */
  #pass = 0;
  #wait = 0;

  constructor(reading: Reading) {
    this.#reading = reading;
    this.#bytes = new Uint8Array(reading.memory.buffer);
    this.#values = new Float64Array(reading.memory.buffer, VALUES_AT);
    writePowers(new DataView(reading.memory.buffer));
  }

  /**
   * Puts the lines from `at` on into the group, as far as they have a known pattern and the group takes them. Returns how many
   * bytes they were.
   */
  take(builder: GroupBuilder, source: Buffer, at: number): number {
    if (this.#patterns.length === 0) return 0;
    this.#load(source, at);
    const from = TEXT_AT + at - this.#from;
    const end = TEXT_AT + this.#to - this.#from;
    const stop = from + GROUP_BYTES - builder.bytes;
    for (const pattern of this.#patterns) {
      if (!findColumns(pattern, builder)) continue;
      const numbers = Math.max(1, pattern.parts.length - 1);
      const most = Math.min(GROUP_LINES - builder.lines, Math.floor(this.#values.length / numbers));
      const lines = this.#reading.read(pattern.place, from, end, stop, VALUES_AT, most);
      if (lines === 0) continue;
      const bytes = (this.#reading.at.value as number) - from;
      putLines(builder, pattern, { values: this.#values, lines, most });
      builder.bytes += bytes;
      this.#first(pattern);
      this.#wait = 0;
      this.#pass = 0;
      return bytes;
    }
    return 0;
  }

  /** Keeps the pattern of a line that others have read, for those that follow it. */
  learn(line: string): void {
    if (this.#pass > 0) {
      this.#pass--;
      return;
    }
    this.#wait = Math.min(MOST_WAIT, Math.max(1, this.#wait * 2));
    this.#pass = this.#wait;
    const pattern = patternOf(line);
    if (pattern === null || bytesOf(pattern) > PATTERN_BYTES) return;
    const text = pattern.parts.join('\0');
    const known = this.#patterns.find((one) => one.text === text);
    if (known !== undefined) {
      this.#first(known);
      return;
    }
    const place =
      this.#patterns.length < PATTERNS
        ? PATTERNS_AT + this.#patterns.length * PATTERN_BYTES
        : (this.#patterns.pop() as KnownPattern).place;
    writePattern(pattern, this.#bytes, place);
    this.#patterns.unshift({ ...pattern, text, place, builder: null, columns: [] });
  }

  #first(pattern: KnownPattern): void {
    if (this.#patterns[0] !== pattern) this.#patterns = [pattern, ...this.#patterns.filter((one) => one !== pattern)];
  }

  #load(source: Buffer, at: number): void {
    if (source === this.#source && at >= this.#from && at < this.#to) return;
    this.#source = source;
    this.#from = at;
    const most = Math.min(source.length, at + TEXT_BYTES);
    this.#to = Math.max(at, source.lastIndexOf(NEWLINE, most - 1) + 1);
    this.#bytes.set(source.subarray(at, this.#to), TEXT_AT);
    this.#bytes.fill(0, TEXT_AT + this.#to - at, TEXT_AT + this.#to - at + ZEROS);
  }
}

let ofThisThread: PatternReader | null | undefined;

/** null where WebAssembly cannot be had. */
export function patternReader(): PatternReader | null {
  if (ofThisThread === undefined) ofThisThread = newPatternReader();
  return ofThisThread;
}

export function newPatternReader(): PatternReader | null {
  try {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(PATTERN_MODULE, 'base64')));
    return new PatternReader(instance.exports as unknown as Reading);
  } catch {
    return null;
  }
}

/** Whether the group has all of the pattern's columns: whoever reads a line as a whole makes them, in its order. */
function findColumns(pattern: KnownPattern, builder: GroupBuilder): boolean {
  if (pattern.builder === builder) return true;
  const columns: GroupColumn[] = [];
  for (const { key } of pattern.metrics) {
    const column = builder.columns.get(key);
    if (column === undefined) return false;
    columns.push(column);
  }
  pattern.builder = builder;
  pattern.columns = columns;
  return true;
}

/** The numbers of some lines: the k-th of the i-th line at k · most + i. */
interface LineNumbers {
  values: Float64Array;
  lines: number;
  most: number;
}

function putLines(builder: GroupBuilder, pattern: KnownPattern, { values, lines, most }: LineNumbers): void {
  const numberOf = (number: number, line: number): number | undefined =>
    number < 0 ? undefined : (values[number * most + line] as number);
  const first = builder.rows.count;
  for (let line = 0; line < lines; line++) {
    const at = clock(numberOf(pattern.ts, line) ?? Number.NaN, numberOf(pattern.time, line));
    addRow(builder, {
      step: toStep(numberOf(pattern.step, line)),
      ...at,
      stage: pattern.stage,
      wide: true,
      extra: null,
    });
    builder.lines++;
  }
  for (const [i, { number }] of pattern.metrics.entries()) {
    const column = pattern.columns[i] as GroupColumn;
    while (column.values.length < column.count + lines) growColumn(column);
    column.values.set(values.subarray(number * most, number * most + lines), column.count);
    for (let line = 0; line < lines; line++) column.rows[column.count + line] = first + line;
    column.count += lines;
  }
}

function bytesOf({ parts }: LinePattern): number {
  return parts.reduce((sum, part) => sum + 8 + paddedLength(part), 8);
}

function paddedLength(part: Buffer): number {
  return Math.ceil(part.length / 8) * 8;
}

function writePattern({ parts }: LinePattern, memory: Uint8Array, place: number): void {
  const out = new DataView(memory.buffer, place);
  out.setUint32(0, parts.length - 1, true);
  let at = 8;
  for (const part of parts) {
    out.setUint32(at, part.length, true);
    memory.set(part, place + at + 8);
    at += 8 + paddedLength(part);
  }
}

/** T(q): the first 128 bits of 5^q, as section 5 of the paper makes them; the high half first. */
function writePowers(out: DataView): void {
  for (let q = LEAST_POWER; q <= MOST_POWER; q++) {
    const at = 16 * (q - LEAST_POWER);
    const power = powerOfFive(q);
    out.setBigUint64(at, power >> 64n, true);
    out.setBigUint64(at + 8, power & 0xffffffffffffffffn, true);
  }
}

/** Cut off, but from -27 to -1, where a product may be exact, the next greater. */
function powerOfFive(q: number): bigint {
  const five = 5n ** BigInt(Math.abs(q));
  const bits = BigInt(five.toString(2).length);
  if (q >= 0) return bits <= 128n ? five << (128n - bits) : five >> (bits - 128n);
  return (1n << (bits + 127n)) / five + (q >= -27 ? 1n : 0n);
}
