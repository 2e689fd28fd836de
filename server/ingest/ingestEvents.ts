import type { IngestEvent } from '../../shared/ingest.ts';
import { toMetricValue } from '../../shared/lenientJson.ts';
import type { JsonObject } from '../../shared/run.ts';

const TYPES = new Set(['metrics', 'metric', 'annotation', 'image', 'log']);
const LONGEST_ID = 200;
const LONGEST_NAME = 1024;
const NO_METRIC = new Set(['global_step', 'step', 'time', 'stage', 'event_id']);

export interface Refusal {
  field: string;
  detail: string;
}

/** Why an item cannot be taken, or null. The same rules as for lines of a file, but for what a client cannot mean. */
export function refusalOf(item: unknown): Refusal | null {
  if (!isObject(item)) return { field: '', detail: 'an event is an object' };
  const { type, data, ts, event_id } = item as Partial<Record<keyof IngestEvent, unknown>>;
  if (typeof type !== 'string' || !TYPES.has(type)) return { field: 'type', detail: `one of ${[...TYPES].join(', ')}` };
  if (!isObject(data)) return { field: 'data', detail: 'an object' };
  if (ts !== undefined && (typeof ts !== 'number' || !Number.isFinite(ts)))
    return { field: 'ts', detail: 'Unix seconds, a finite number' };
  if (event_id !== undefined && (typeof event_id !== 'string' || event_id === '' || event_id.length > LONGEST_ID))
    return { field: 'event_id', detail: `a text of 1 to ${LONGEST_ID} characters` };
  return refusalOfData(type, data);
}

function refusalOfData(type: string, data: JsonObject): Refusal | null {
  const text = (name: string, longest: number): Refusal | null =>
    typeof data[name] === 'string' && data[name] !== '' && data[name].length <= longest
      ? null
      : { field: `data.${name}`, detail: `a text of 1 to ${longest} characters` };
  if (type === 'metric') {
    if (toMetricValue(data.value) === undefined)
      return { field: 'data.value', detail: 'a number, or "NaN", "Infinity", "-Infinity"' };
    return text('name', LONGEST_NAME);
  }
  if (type === 'metrics') {
    for (const [name, value] of Object.entries(data)) {
      if (NO_METRIC.has(name) || toMetricValue(value) !== undefined) continue;
      return { field: `data.${name}`, detail: 'a number, or "NaN", "Infinity", "-Infinity"' };
    }
    return null;
  }
  if (type === 'annotation') return text('text', 64 * 1024);
  if (type === 'log')
    return typeof data.text === 'string' ? null : { field: 'data.text', detail: 'the text that was printed' };
  return text('key', LONGEST_NAME) ?? (isBase64(data.content) ? null : { field: 'data.content', detail: 'base64' });
}

/** The line of an event as a file holds it. Without a clock of its own it gets the server's. */
export function lineOf(event: IngestEvent, now: number): string {
  const { ts = now, type, event_id, data } = event;
  return `${JSON.stringify(event_id === undefined ? { ts, type, data } : { ts, type, event_id, data })}\n`;
}

function isBase64(value: unknown): boolean {
  return typeof value === 'string' && value.length > 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(value);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
