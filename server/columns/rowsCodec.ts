import { byteReader, bytesOf, byteWriter, toUint16 } from './bytes.ts';
import type { GroupRows, RowExtra } from './group.ts';
import { readNumbers, writeSteps, writeTimes } from './numberCodec.ts';

const LINES_FOLLOW_ROWS = 1;
const TS_IS_TIME = 2;
const NO_STAGE = 4;
const ALL_WIDE = 8;

/** The per-line columns of a group as one blob; what can be told from a flag takes no bytes. */
export function encodeRows(rows: GroupRows): Uint8Array<ArrayBuffer> {
  const n = rows.count;
  const time = rows.time.slice(0, n);
  const ts = rows.ts.slice(0, n);
  let flags = LINES_FOLLOW_ROWS | TS_IS_TIME | NO_STAGE | ALL_WIDE;
  for (let i = 0; i < n; i++) {
    if (rows.line[i] !== i) flags &= ~LINES_FOLLOW_ROWS;
    if (!Object.is(ts[i], time[i])) flags &= ~TS_IS_TIME;
    if (rows.stage[i] !== 0) flags &= ~NO_STAGE;
    if (rows.wide[i] !== 1) flags &= ~ALL_WIDE;
  }
  const out = byteWriter(64 + n * 5);
  out.u32(n);
  out.u8(flags);
  writeSteps(out, rows.step.slice(0, n));
  writeTimes(out, time);
  if (!(flags & LINES_FOLLOW_ROWS)) out.raw(bytesOf(rows.line.subarray(0, n)));
  if (!(flags & TS_IS_TIME)) writeTimes(out, ts);
  if (!(flags & NO_STAGE)) {
    out.text(JSON.stringify(rows.stages));
    writeSteps(out, Float64Array.from(rows.stage.subarray(0, n)));
  }
  if (!(flags & ALL_WIDE)) out.raw(rows.wide.subarray(0, n));
  out.text(rows.extras.size === 0 ? '' : JSON.stringify([...rows.extras]));
  return out.done();
}

/** 0, 1, 2 …: the rows of a group are mostly its lines. A loop, as `from` with a function takes ten times as long. */
function firstNumbers(count: number): Uint16Array<ArrayBuffer> {
  const numbers = new Uint16Array(count);
  for (let i = 0; i < count; i++) numbers[i] = i;
  return numbers;
}

export function decodeRows(blob: Uint8Array): GroupRows {
  const input = byteReader(blob);
  const count = input.u32();
  const flags = input.u8();
  const step = readNumbers(input, count);
  const time = readNumbers(input, count);
  const line = flags & LINES_FOLLOW_ROWS ? firstNumbers(count) : toUint16(input.raw(count * 2), count);
  const ts = flags & TS_IS_TIME ? time : readNumbers(input, count);
  let stages = [''];
  let stage = new Uint16Array(count);
  if (!(flags & NO_STAGE)) {
    stages = JSON.parse(input.text()) as string[];
    stage = new Uint16Array(readNumbers(input, count));
  }
  const wide = flags & ALL_WIDE ? new Uint8Array(count).fill(1) : input.raw(count).slice();
  const extras = input.text();
  return {
    count,
    line,
    step,
    time,
    ts,
    stage,
    stages,
    wide,
    extras: new Map(extras === '' ? [] : (JSON.parse(extras) as [number, RowExtra][])),
  };
}
