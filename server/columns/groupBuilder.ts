import { emptyRows, GROUP_BYTES, GROUP_LINES, type GroupColumn, type GroupRows, type RowExtra } from './group.ts';

/** A group that is still being filled. Lines come in the order of the file. */
export interface GroupBuilder {
  /** Lines and bytes taken so far, with and without points. */
  lines: number;
  bytes: number;
  rows: GroupRows;
  columns: Map<string, GroupColumn>;
  stageIndex: Map<string, number>;
}

export function newGroup(): GroupBuilder {
  return { lines: 0, bytes: 0, rows: emptyRows(16), columns: new Map(), stageIndex: new Map([['', 0]]) };
}

export function isFull(builder: GroupBuilder): boolean {
  return builder.lines >= GROUP_LINES || builder.bytes >= GROUP_BYTES;
}

export interface RowFacts {
  step: number | null;
  time: number;
  ts: number;
  stage: string | null;
  wide: boolean;
  extra: RowExtra | null;
}

/** Opens a row for the line being read (the builder's `lines`-th) and returns its index. */
export function addRow(builder: GroupBuilder, facts: RowFacts): number {
  const rows = builder.rows.count === builder.rows.step.length ? growRows(builder) : builder.rows;
  const row = rows.count++;
  rows.line[row] = builder.lines;
  rows.step[row] = facts.step ?? Number.NaN;
  rows.time[row] = facts.time;
  rows.ts[row] = facts.ts;
  rows.wide[row] = facts.wide ? 1 : 0;
  rows.stage[row] = facts.stage === null ? 0 : stageIndex(builder, facts.stage);
  if (facts.extra !== null) rows.extras.set(row, facts.extra);
  return row;
}

export function addPoint(builder: GroupBuilder, row: number, key: string, value: number): void {
  let column = builder.columns.get(key);
  if (column === undefined) {
    column = { key, count: 0, rows: new Uint16Array(16), values: new Float64Array(16) };
    builder.columns.set(key, column);
  } else if (column.count === column.values.length) growColumn(column);
  column.rows[column.count] = row;
  column.values[column.count++] = value;
}

function stageIndex(builder: GroupBuilder, stage: string): number {
  const known = builder.stageIndex.get(stage);
  if (known !== undefined) return known;
  const index = builder.rows.stages.push(stage) - 1;
  builder.stageIndex.set(stage, index);
  return index;
}

function growRows(builder: GroupBuilder): GroupRows {
  const old = builder.rows;
  const grown = emptyRows(Math.min(GROUP_LINES, Math.max(16, old.step.length * 4)));
  for (const column of ['line', 'step', 'time', 'ts', 'stage', 'wide'] as const) grown[column].set(old[column]);
  builder.rows = { ...grown, count: old.count, stages: old.stages, extras: old.extras };
  return builder.rows;
}

/** Makes room for more points, up to those of a full group. */
export function growColumn(column: GroupColumn): void {
  const capacity = Math.min(GROUP_LINES, Math.max(16, column.values.length * 4));
  const rows = new Uint16Array(capacity);
  const values = new Float64Array(capacity);
  rows.set(column.rows);
  values.set(column.values);
  column.rows = rows;
  column.values = values;
}
