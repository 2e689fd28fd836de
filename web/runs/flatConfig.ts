import type { Json, JsonObject } from '../../shared/run.ts';

const flat = new WeakMap<JsonObject, ReadonlyMap<string, Json>>();

/** The values of a config by name, nested names joined by dots. A config is flattened once: rows share it over refetches. */
export function flatConfig(config: JsonObject): ReadonlyMap<string, Json> {
  const known = flat.get(config);
  if (known !== undefined) return known;
  const made = new Map<string, Json>();
  flatten(config, '', made);
  flat.set(config, made);
  return made;
}

function flatten(config: JsonObject, path: string, into: Map<string, Json>): void {
  for (const [key, value] of Object.entries(config)) {
    const name = path === '' ? key : `${path}.${key}`;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) flatten(value, name, into);
    else into.set(name, value);
  }
}
