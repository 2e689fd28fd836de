import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ML_STEP, type SeriesStep } from './recorder.ts';
import { labelTexts } from './values.ts';

const NO_METRIC = new Set(['global_step', 'step', 'time', 'stage', 'event_id']);
const NON_FINITE = /^[+-]?(nan|inf|infinity)$/i;

/** The highest step of each series that a run's files hold. A torn tail and lines that cannot be read are nothing. */
export function lastStepsOf(folder: string): SeriesStep[] {
  const found = new Map<string, SeriesStep>();
  for (const name of readdirSync(folder)) {
    if (!/^events(\..+)?\.jsonl$/.test(name)) continue;
    const lines = readFileSync(join(folder, name), 'utf8').split('\n');
    for (const line of lines.slice(0, -1)) readLine(line, found);
  }
  return [...found.values()];
}

function readLine(line: string, found: Map<string, SeriesStep>): void {
  const event = parsed(line);
  const data = event?.data as Record<string, unknown> | undefined;
  if (event === null || typeof data !== 'object' || data === null) return;
  if (event.type === 'metric') {
    if (typeof data.name === 'string' && isValue(data.value))
      note(found, data.name, typeof data.scale === 'string' ? data.scale : ML_STEP, data.labels, data.step);
  } else if (event.type === 'metrics') {
    for (const [name, value] of Object.entries(data))
      if (!NO_METRIC.has(name) && isValue(value)) note(found, name, ML_STEP, undefined, data.global_step ?? data.step);
  }
}

function note(found: Map<string, SeriesStep>, name: string, scale: string, labels: unknown, step: unknown): void {
  if (typeof step !== 'number' || !Number.isInteger(step)) return;
  const texts = typeof labels === 'object' && labels !== null && !Array.isArray(labels) ? labelTexts(labels) : [];
  const key = JSON.stringify([name, scale, texts]);
  const known = found.get(key);
  if (known === undefined || known.step < step)
    found.set(key, { name, scale, labels: Object.fromEntries(texts), step });
}

function isValue(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && NON_FINITE.test(value));
}

/** JSON.parse, with the bare NaN and Infinity that Python writes. */
function parsed(line: string): Record<string, unknown> | null {
  try {
    const text = /NaN|Infinity/.test(line)
      ? line.replace(/([:[,]\s*)(-?(?:NaN|Infinity))(?=\s*[,}\]])/g, '$1"$2"')
      : line;
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
