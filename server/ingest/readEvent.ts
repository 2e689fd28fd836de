import { toMetricValue, toStep } from '../../shared/lenientJson.ts';
import type { JsonObject } from '../../shared/run.ts';
import type { GroupColumn, RowExtra } from '../columns/group.ts';
import { addPoint, addRow, type GroupBuilder } from '../columns/groupBuilder.ts';
import type { BlockFacts } from '../columns/lineFacts.ts';
import { DEFAULT_SCALE, seriesKey } from '../columns/seriesKey.ts';

/** Times at or above this are Unix seconds; below it they count from some start of their own, and `ts` is the wall clock. */
const ABSOLUTE_TIME = 1e8;
/** A longer name is no metric's. */
export const NAME_LENGTH = 1024;
const TWO_53 = 9007199254740992;
const LONG_INTEGER = /[:\s,[]-?\d{16,}(?=[\s,}\]])/;

/** Where the columns of the previous line were: lines of one shape find theirs without a look-up. */
export interface LineShape {
  keys: string[];
  columns: (GroupColumn | null)[];
}

export interface EventTarget {
  builder: GroupBuilder;
  shape: LineShape;
  facts: BlockFacts;
  /** Whether the run has this event id already; then the point is the same and is not stored again. */
  isRepeat: (eventId: string) => boolean;
}

/** Puts one parsed line where it belongs. `text` is the line's source, for what JSON.parse cannot keep. */
export function readEvent(target: EventTarget, event: JsonObject, line: number, text: string): void {
  const data = event.data;
  const isObject = typeof data === 'object' && data !== null && !Array.isArray(data);
  if (isRepeated(target, event, isObject ? data : event)) return;
  if (event.type === 'metrics' && isObject) readMetrics(target, event, data, text);
  else if (event.type === 'metric') readMetric(target, event, isObject ? data : event, text);
  else if (event.type === 'image' && isObject) readImage(target, event, data, line);
  else if (event.type === 'annotation') readAnnotation(target, event, isObject ? data : event, line);
  else if (event.type === 'run' || event.type === 'status')
    Object.assign(target.facts[event.type], isObject ? data : event);
  else target.facts.unknownEvents++;
}

/** An id beside `type`, else within `data`. Notes the id of an event that is new. */
function isRepeated(target: EventTarget, event: JsonObject, data: JsonObject): boolean {
  const id = typeof event.event_id === 'string' ? event.event_id : data.event_id;
  if (typeof id !== 'string') return false;
  if (target.isRepeat(id)) return true;
  target.facts.eventIds.push(id);
  return false;
}

function readMetrics(target: EventTarget, event: JsonObject, data: JsonObject, text: string): void {
  const ts = typeof event.ts === 'number' ? event.ts : Number.NaN;
  const stage = typeof data.stage === 'string' ? data.stage : null;
  const given = data.global_step;
  const step = toStep(given === undefined || given === null ? data.step : given);
  const row = addRow(target.builder, { step, ...clock(ts, data.time), stage, wide: true, extra: null });
  const { keys, columns } = target.shape;
  let at = 0;
  for (const key in data) {
    if (key === 'global_step' || key === 'step' || key === 'time' || key === 'event_id') continue;
    const raw = data[key];
    const value = typeof raw === 'number' ? raw : toMetricValue(raw);
    if (value === undefined) {
      if (key !== 'stage' || stage === null) target.facts.nonMetricValues++;
      continue;
    }
    if (key === 'stage') continue;
    const column = keys[at] === key ? columns[at] : undefined;
    if (column && column.count < column.values.length) {
      column.rows[column.count] = row;
      column.values[column.count++] = value;
    } else addNamedPoint(target, row, key, value, at);
    at++;
    if (value > TWO_53 || value < -TWO_53) countInexact(target.facts, value, text);
  }
}

/** The slow way in: a new key, a column that must grow, or a line of another shape. */
function addNamedPoint(target: EventTarget, row: number, name: string, value: number, at: number): void {
  if (name.length > NAME_LENGTH) {
    target.facts.nonMetricValues++;
    return;
  }
  const key = seriesKey(name, DEFAULT_SCALE, {});
  addPoint(target.builder, row, key, value);
  target.shape.keys[at] = name;
  target.shape.columns[at] = target.builder.columns.get(key) ?? null;
}

/** One labelled point. */
function readMetric(target: EventTarget, event: JsonObject, data: JsonObject, text: string): void {
  const value = toMetricValue(data.value);
  if (typeof data.name !== 'string' || data.name.length > NAME_LENGTH || value === undefined) {
    target.facts.unknownEvents++;
    return;
  }
  const labels: Record<string, string> = Object.create(null);
  if (typeof data.labels === 'object' && data.labels !== null)
    for (const [k, v] of Object.entries(data.labels)) labels[k] = String(v);
  const scale = typeof data.scale === 'string' ? data.scale : DEFAULT_SCALE;
  const wide = scale === DEFAULT_SCALE && Object.keys(labels).length === 0;
  const extra = rowExtra(data, text);
  const ts = typeof event.ts === 'number' ? event.ts : Number.NaN;
  const at = extra?.time_ns === undefined ? clock(ts, data.time) : clockOf(Number(extra.time_ns) / 1e9, ts);
  const stage = typeof data.stage === 'string' ? data.stage : null;
  const row = addRow(target.builder, { step: toStep(data.step), ...at, stage, wide, extra });
  addPoint(target.builder, row, seriesKey(data.name, scale, labels), value);
  if (value > TWO_53 || value < -TWO_53) countInexact(target.facts, value, text);
}

function rowExtra(data: JsonObject, text: string): RowExtra | null {
  const extra: RowExtra = {};
  if (typeof data.event_id === 'string') extra.event_id = data.event_id;
  const nanoseconds = data.time_ns === undefined ? null : /"time_ns"\s*:\s*"?(-?\d+)/.exec(text);
  if (nanoseconds?.[1] !== undefined) extra.time_ns = nanoseconds[1];
  if (typeof data.coords === 'object' && data.coords !== null && !Array.isArray(data.coords)) {
    const numbers = Object.entries(data.coords).filter(
      (entry): entry is [string, number] => typeof entry[1] === 'number',
    );
    if (numbers.length > 0) extra.coords = Object.fromEntries(numbers);
  }
  return Object.keys(extra).length === 0 ? null : extra;
}

/** When a line was written: by its `time` where that is a date, else by its `ts`. */
export function clock(ts: number, time: unknown): { ts: number; time: number } {
  return clockOf(typeof time === 'number' && time >= ABSOLUTE_TIME ? time : ts, ts);
}

function clockOf(time: number, ts: number): { ts: number; time: number } {
  return { time, ts: Number.isNaN(ts) ? time : ts };
}

function countInexact(facts: BlockFacts, value: number, text: string): void {
  if (Number.isInteger(value) && LONG_INTEGER.test(text)) facts.inexactIntegers++;
}

function readImage(target: EventTarget, event: JsonObject, data: JsonObject, line: number): void {
  if (typeof data.key !== 'string' || typeof data.path !== 'string') {
    target.facts.unknownEvents++;
    return;
  }
  const caption = typeof data.caption === 'string' ? data.caption : null;
  target.facts.images.push({
    line,
    key: data.key,
    path: data.path,
    step: toStep(data.step),
    caption,
    time: eventTime(event),
  });
}

function readAnnotation(target: EventTarget, event: JsonObject, data: JsonObject, line: number): void {
  if (typeof data.text !== 'string') {
    target.facts.unknownEvents++;
    return;
  }
  const metadata =
    typeof data.metadata === 'object' && data.metadata !== null && !Array.isArray(data.metadata) ? data.metadata : null;
  target.facts.annotations.push({ line, text: data.text, metadata, step: toStep(data.step), time: eventTime(event) });
}

function eventTime(event: JsonObject): number {
  return typeof event.ts === 'number' ? event.ts : Number.NaN;
}
