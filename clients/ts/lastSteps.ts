import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { parseLenientJson, toMetricValue } from '../../shared/lenientJson.ts';
import { isObject, type JsonObject } from './jsonFile.ts';
import { ML_STEP, RESERVED, type SeriesStep } from './series.ts';
import { labelTexts } from './values.ts';

const BLOCK_BYTES = 1 << 20;
const NEWLINE = 10;

/** The highest step of each series in the files `names` of a run. A rank goes on behind its own files only: its peers count for themselves. */
export function lastStepsOf(folder: string, names: readonly string[], rank: number | null): SeriesStep[] {
  const found = new Map<string, SeriesStep>();
  for (const name of names.toSorted()) {
    if (!concerns(name, rank)) continue;
    try {
      for (const line of wholeLines(join(folder, name))) readLine(line, found);
    } catch (error) {
      // A file that cannot be read has no steps to go on behind.
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    }
  }
  return [...found.values()];
}

function concerns(name: string, rank: number | null): boolean {
  if (rank === null) return true;
  if (rank === 0) return !/^events\.rank[1-9]\d*[.-]/.test(name);
  return name.startsWith(`events.rank${rank}.`) || name.startsWith(`events.rank${rank}-`);
}

/** Lines that have their end; what is behind the last one was never finished. */
function* wholeLines(path: string): Generator<string> {
  const file = openSync(path, 'r');
  const block = Buffer.alloc(BLOCK_BYTES);
  let rest: Buffer = Buffer.alloc(0);
  try {
    for (let size = readSync(file, block); size > 0; size = readSync(file, block)) {
      const bytes = Buffer.concat([rest, block.subarray(0, size)]);
      const end = bytes.lastIndexOf(NEWLINE) + 1;
      if (end > 0) yield* bytes.toString('utf8', 0, end - 1).split('\n');
      rest = bytes.subarray(end);
    }
  } finally {
    closeSync(file);
  }
}

function readLine(line: string, found: Map<string, SeriesStep>): void {
  const event = parsed(line);
  const data = event?.data;
  if (event === null || !isObject(data)) return;
  if (event.type === 'metric') {
    if (typeof data.name === 'string' && toMetricValue(data.value) !== undefined)
      note(found, data.name, typeof data.scale === 'string' ? data.scale : ML_STEP, data.labels, data.step);
  } else if (event.type === 'metrics') {
    for (const [name, value] of Object.entries(data))
      if (!RESERVED.has(name) && toMetricValue(value) !== undefined)
        note(found, name, ML_STEP, undefined, data.global_step ?? data.step);
  }
}

function note(found: Map<string, SeriesStep>, name: string, scale: string, labels: unknown, step: unknown): void {
  if (typeof step !== 'number' || !Number.isInteger(step)) return;
  const texts = isObject(labels) ? labelTexts(labels) : [];
  const key = JSON.stringify([name, scale, texts]);
  const known = found.get(key);
  if (known === undefined || known.step < step)
    found.set(key, { name, scale, labels: Object.fromEntries(texts), step });
}

function parsed(line: string): JsonObject | null {
  try {
    const value = parseLenientJson(line);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
