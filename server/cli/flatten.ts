import type { Json, JsonObject } from '../../shared/run.ts';

/** A value of a nested object that holds no others, with the names that lead to it. */
export interface Leaf {
  path: string[];
  value: Json;
}

/** The leaves of a nested object, sorted by path; an empty object is a leaf, a list is one too. */
export function flatten(object: JsonObject): Leaf[] {
  const leaves: Leaf[] = [];
  const visit = (value: Json, path: string[]): void => {
    const isBranch = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (isBranch && Object.keys(value).length > 0)
      for (const [name, inner] of Object.entries(value)) visit(inner, [...path, name]);
    else if (path.length > 0) leaves.push({ path, value });
  };
  visit(object, []);
  return leaves.sort((a, b) => comparePaths(a.path, b.path));
}

export function comparePaths(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const [left, right] = [a[i] as string, b[i] as string];
    if (left !== right) return left < right ? -1 : 1;
  }
  return a.length - b.length;
}

/** Texts as they are, the rest as JSON. */
export function leafText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
