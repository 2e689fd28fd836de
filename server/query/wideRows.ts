import type { GroupRows } from '../columns/group.ts';
import type { RunState } from '../ingest/runState.ts';
import { picked, positionsWhere, sortPositions } from './picked.ts';
import type { RunReader } from './runReader.ts';

/** The lines of a run that are rows of its tables, in the order of writing. */
export interface WideRows {
  length: number;
  step: Float64Array;
  time: Float64Array;
  ts: Float64Array;
  /** Index into `stages`; 0 is none. */
  stage: Uint16Array;
  stages: string[];
}

export async function wideRows(run: RunState, reader: RunReader): Promise<WideRows> {
  const parts: GroupRows[][] = [];
  for (const file of run.files.values()) {
    const sealed = await reader.points.rowsOf(
      file,
      Array.from({ length: file.cursor.groups }, (_, i) => i),
    );
    parts.push(file.open === null ? sealed : [...sealed, file.open.rows]);
  }
  return inOrder(parts);
}

function inOrder(files: GroupRows[][]): WideRows {
  const all = files.flat();
  const capacity = all.reduce((sum, rows) => sum + rows.count, 0);
  const out: WideRows = {
    length: 0,
    step: new Float64Array(capacity),
    time: new Float64Array(capacity),
    ts: new Float64Array(capacity),
    stage: new Uint16Array(capacity),
    stages: [''],
  };
  const index = new Map([['', 0]]);
  for (const rows of all) appendRows(out, rows, index);
  return files.length < 2 ? out : sortedByTs(out);
}

function appendRows(out: WideRows, rows: GroupRows, index: Map<string, number>): void {
  const stageOf = rows.stages.map((stage) => {
    const known = index.get(stage);
    if (known !== undefined) return known;
    index.set(stage, out.stages.length);
    return out.stages.push(stage) - 1;
  });
  for (let i = 0; i < rows.count; i++) {
    if (rows.wide[i] !== 1) continue;
    const at = out.length++;
    out.step[at] = rows.step[i] as number;
    out.time[at] = rows.time[i] as number;
    out.ts[at] = rows.ts[i] as number;
    out.stage[at] = stageOf[rows.stage[i] as number] as number;
  }
}

/** Several writers: by ts, each writer's own order kept where its clock stands still or goes back by nothing. */
function sortedByTs(rows: WideRows): WideRows {
  const order = sortPositions(
    positionsWhere(rows.length, () => true),
    rows.ts,
  );
  const pick = (from: Float64Array): Float64Array => picked(from, order);
  return {
    ...rows,
    step: pick(rows.step),
    time: pick(rows.time),
    ts: pick(rows.ts),
    stage: Uint16Array.from(order, (i) => rows.stage[i] as number),
  };
}

/** Smallest time of any line: the zero of both tables. null when there is none. */
export function startTime(rows: WideRows): number | null {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < rows.length; i++) if ((rows.time[i] as number) < least) least = rows.time[i] as number;
  return Number.isFinite(least) ? least : null;
}

/** For each of the ascending steps the row written last at it, and the last stage said at it (0: none). */
export function lastOfSteps(rows: WideRows, steps: Float64Array): { time: Float64Array; stage: Uint16Array } {
  const time = new Float64Array(steps.length).fill(Number.NaN);
  const stage = new Uint16Array(steps.length);
  const place = new Map<number, number>();
  const regular = isConsecutive(steps);
  if (!regular) for (let i = 0; i < steps.length; i++) place.set(steps[i] as number, i);
  for (let i = 0; i < rows.length; i++) {
    const step = rows.step[i] as number;
    const at = regular ? step - (steps[0] as number) : place.get(step);
    if (at === undefined || Number.isNaN(at)) continue;
    time[at] = rows.time[i] as number;
    if (rows.stage[i] !== 0) stage[at] = rows.stage[i] as number;
  }
  return { time, stage };
}

function isConsecutive(steps: Float64Array): boolean {
  const n = steps.length;
  return n > 0 && (steps[n - 1] as number) - (steps[0] as number) === n - 1;
}
