import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { jsonText } from './values.ts';

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `into` with `update` merged key by key, objects deeply. A new object; neither argument changes. */
export function merge(into: JsonObject, update: JsonObject): JsonObject {
  const merged = new Map(Object.entries(into));
  for (const [key, value] of Object.entries(update)) {
    const old = merged.get(key);
    merged.set(key, isObject(old) && isObject(value) ? merge(old, value) : value);
  }
  return Object.fromEntries(merged);
}

/** `value` as JSON can carry it, non-finite numbers as texts. null when it is no object. */
export function toJsonObject(value: unknown): JsonObject | null {
  return isObject(value) ? (JSON.parse(jsonText(value)) as JsonObject) : null;
}

/** The JSON object of a file, {} when it is missing, unreadable or no object. */
export function readJson(path: string): JsonObject {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** Replaces a file in one step: a reader or a crash sees the old or the new one. Throws what the disk says. */
export function writeJson(path: string, value: JsonObject): void {
  const temporary = `${path}.${process.pid}.${randomBytes(3).toString('hex')}`;
  try {
    writeFileSync(temporary, `${JSON.stringify(JSON.parse(jsonText(value)), null, 2)}\n`);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** An error of the system in short: "ENOSPC: no space left on device". */
export function diskReason(error: unknown): string {
  return (error as Error).message.replace(/, \w+( '.*')?$/s, '');
}
