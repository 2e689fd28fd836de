import { parseLenientJson } from '../../shared/lenientJson.ts';
import type { JsonObject } from '../../shared/run.ts';
import { openRunFile } from './runFile.ts';

const JSON_LIMIT = 16 * 1024 * 1024;

export type JsonFile = { ok: true; value: JsonObject } | { ok: false; reason: string };

/** Reads a small JSON object of a run (meta.json …), with Python's bare NaN. A file that is not there is an empty object. */
export function readRunJson(path: string): JsonFile {
  let file: ReturnType<typeof openRunFile>;
  try {
    file = openRunFile(path);
  } catch (error) {
    const reason = (error as Error).message;
    return reason === 'ENOENT' ? { ok: true, value: {} } : { ok: false, reason };
  }
  try {
    if (file.stat.size > JSON_LIMIT) return { ok: false, reason: 'larger than 16 MiB' };
    const bytes = Buffer.alloc(file.stat.size);
    const n = file.read(bytes, 0, bytes.length, 0);
    return parseObject(bytes.toString('utf8', 0, n));
  } finally {
    file.close();
  }
}

function parseObject(text: string): JsonFile {
  try {
    const value = parseLenientJson(text.replace(/^\ufeff/, ''));
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return { ok: true, value: value as JsonObject };
    return { ok: false, reason: 'not a JSON object' };
  } catch {
    return { ok: false, reason: 'not valid JSON' };
  }
}
