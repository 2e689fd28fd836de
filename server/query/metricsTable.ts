import { setImmediate as turn } from 'node:timers/promises';
import type { TableQuery } from '../engine/api.ts';
import type { RunState } from '../ingest/runState.ts';
import type { View } from './currentView.ts';
import { picked, positionsWhere, sortPositions } from './picked.ts';
import type { RunReader } from './runReader.ts';
import { distinct, type GatheredRows, gatherRows, sampleRows, tableColumns } from './tableRows.ts';
import { lastOfSteps, startTime, type WideRows, wideRows } from './wideRows.ts';
import { joinBytes, type Label, type TextWriter, writeText } from './writeText.ts';

export interface Table {
  body: Uint8Array<ArrayBuffer>;
  totalCount: number;
  rowCount: number;
  lastStep: number | null;
  hiddenSeries: number;
}

/** Rows are put into text this many at a time; then other work of the thread has a turn. */
const SLICE = 4_096;

/** metrics_step and metrics of the seeds, as design section 4 says. The caller holds the run's lock. */
export async function metricsTable(run: RunState, query: TableQuery, reader: RunReader): Promise<Table> {
  const columns = await tableColumns(run, query, reader);
  const lines = await wideRows(run, reader);
  const zero = startTime(lines);
  const byStep = query.by === 'step';
  const places = columns.views.map((view) => (byStep ? view.step.subarray(0, view.stepped) : timesOf(view).time));
  const values = columns.views.map((view) => (byStep ? view.value.subarray(0, view.stepped) : timesOf(view).value));
  const keys =
    byStep && query.metrics === null && plain(query)
      ? distinct([...places, lines.step.subarray(0, lines.length)])
      : distinct(places);
  const rows = gatherRows(keys, places, values);
  const [begin, end] = rangeOf(keys, query, byStep ? 0 : (zero ?? 0));
  const chosen =
    query.downsample !== null && end - begin > query.downsample
      ? sampleRows(rows, columns.names.length, query.downsample, begin, end)
      : null;
  const writer = byStep ? stepWriter(columns.names, rows, lines, zero) : timeWriter(columns.names, rows, zero ?? 0);
  const rowCount = chosen?.length ?? end - begin;
  const parts: Uint8Array[] = [];
  for (let i = 0; i < rowCount; i += SLICE) {
    const slice = writeText((out) => {
      writer.begin(out);
      for (let k = i; k < Math.min(rowCount, i + SLICE); k++) {
        writer.row(out, chosen === null ? begin + k : (chosen[k] as number), k === 0);
      }
    });
    parts.push(...slice);
    if (rowCount > SLICE) await turn();
  }
  const head = `{"columns":${JSON.stringify(writer.columns)},"rows":[`;
  const tail = `],"total":${end - begin},"sampled":${rowCount},"start_time":${JSON.stringify(zero)},"non_finite":[${writer.nonFinite.join(',')}]}`;
  const lastKey = byStep && end > begin ? (keys[end - 1] as number) : null;
  return {
    body: joinBytes([Buffer.from(head), ...parts, Buffer.from(tail)]),
    totalCount: end - begin,
    rowCount,
    lastStep: byStep ? lastKey : run.totals.lastStep,
    hiddenSeries: columns.hidden,
  };
}

function plain(query: TableQuery): boolean {
  return query.scale === null && query.labels === null && query.coords === null;
}

/** Points by time: of those at one instant the last written counts. Ascending. */
function timesOf(view: View): { time: Float64Array; value: Float64Array } {
  const order = sortPositions(
    positionsWhere(view.length, (i) => !Number.isNaN(view.time[i])),
    view.time,
  );
  const kept = order.filter((at, k) => view.time[at] !== view.time[order[k + 1] as number]);
  return { time: picked(view.time, kept), value: picked(view.value, kept) };
}

function rangeOf(keys: Float64Array, query: TableQuery, zero: number): [number, number] {
  let [begin, end] = [0, keys.length];
  while (begin < end && query.from !== null && (keys[begin] as number) - zero < query.from) begin++;
  while (end > begin && query.to !== null && (keys[end - 1] as number) - zero > query.to) end--;
  return [begin, end];
}

const [CLOSE, TIME, NULL] = ['}', ',"time":', 'null'].map(utf8) as [Bytes, Bytes, Bytes];
type Bytes = Uint8Array;

function utf8(text: string): Bytes {
  return Buffer.from(text);
}

interface RowWriter {
  columns: string[];
  /** Before the first row of a text. */
  begin(out: TextWriter): void;
  /** With the comma in front, but for the first of the table. */
  row(out: TextWriter, index: number, first: boolean): void;
  nonFinite: string[];
}

/** Absent where nothing (or nothing finite) was logged. */
function stepWriter(names: string[], rows: GatheredRows, lines: WideRows, zero: number | null): RowWriter {
  const { time, stage } = lastOfSteps(lines, rows.keys);
  const open = '{"global_step":';
  const keys = names.map((name) => utf8(`,${JSON.stringify(name)}:`));
  const ends = lines.stages.map((name, i) => (i === 0 ? CLOSE : utf8(`,"stage":${JSON.stringify(name)}}`)));
  const hasTime = time.some((value) => !Number.isNaN(value));
  const hasStage = stage.some((value) => value !== 0);
  const nonFinite: string[] = [];
  let labels: Label[] = [];
  let openings: Label[] = [];
  return {
    columns: ['global_step', ...names, ...(hasTime ? ['time'] : []), ...(hasStage ? ['stage'] : [])],
    nonFinite,
    begin: (out) => {
      openings = [open, `,${open}`].map(utf8).map(out.label);
      labels = [...keys, TIME].map(out.label);
    },
    row: (out, r, first) => {
      out.labelled(openings[first ? 0 : 1] as Label, rows.keys[r] as number);
      for (let i = rows.starts[r] as number; i < (rows.starts[r + 1] as number); i++) {
        const value = rows.value[i] as number;
        const column = rows.column[i] as number;
        if (value - value === 0) out.labelled(labels[column] as Label, value);
        else nonFinite.push(`[${rows.keys[r]},${JSON.stringify(names[column])},"${value}"]`);
      }
      if (!Number.isNaN(time[r])) out.labelled(labels[names.length] as Label, (time[r] as number) - (zero as number));
      out.bytes(ends[stage[r] as number] as Bytes);
    },
  };
}

/** Every column in every row, null where nothing (finite) was logged. */
function timeWriter(names: string[], rows: GatheredRows, zero: number): RowWriter {
  const open = '{"time":';
  const keys = names.map((name) => utf8(`,${JSON.stringify(name)}:`));
  const nonFinite: string[] = [];
  const cells = new Float64Array(names.length);
  let labels: Label[] = [];
  let openings: Label[] = [];
  return {
    columns: ['time', ...names],
    nonFinite,
    begin: (out) => {
      openings = [open, `,${open}`].map(utf8).map(out.label);
      labels = keys.map(out.label);
    },
    row: (out, r, first) => {
      cells.fill(Number.NaN);
      for (let i = rows.starts[r] as number; i < (rows.starts[r + 1] as number); i++) {
        const value = rows.value[i] as number;
        const column = rows.column[i] as number;
        if (value - value === 0) cells[column] = value;
        else nonFinite.push(`[${(rows.keys[r] as number) - zero},${JSON.stringify(names[column])},"${value}"]`);
      }
      out.labelled(openings[first ? 0 : 1] as Label, (rows.keys[r] as number) - zero);
      for (let c = 0; c < cells.length; c++) {
        if (Number.isNaN(cells[c])) {
          out.bytes(keys[c] as Bytes);
          out.bytes(NULL);
        } else out.labelled(labels[c] as Label, cells[c] as number);
      }
      out.bytes(CLOSE);
    },
  };
}
