import type { Json, JsonObject } from '../../shared/run.ts';
import { settingNumber } from '../ui/formatNumber.ts';

export interface TreeRow {
  path: string;
  name: string;
  depth: number;
  /** In full, for copying and searching; null for a branch. */
  value: string | null;
  /** As it is shown: of the digits of a computed number the first four. */
  brief: string;
}

/**
 * A nested object as rows, branches before their leaves; with a filter only what holds the text, and what leads there. Of a closed
 * branch, by its path, only itself; while something is looked for no branch is closed.
 */
export function flattenTree(tree: JsonObject, filter = '', closed: ReadonlySet<string> = new Set()): TreeRow[] {
  const rows: TreeRow[] = [];
  const text = filter.toLowerCase();
  const walk = (value: JsonObject, path: string, depth: number): boolean => {
    let any = false;
    for (const [name, inner] of Object.entries(value)) {
      const here = path === '' ? name : `${path}.${name}`;
      const at = rows.length;
      if (isBranch(inner) && depth < 32) {
        rows.push({ path: here, name, depth, value: null, brief: '' });
        if (text === '' && closed.has(here)) {
          any = true;
          continue;
        }
        if (walk(inner, here, depth + 1)) any = true;
        else rows.length = at;
        continue;
      }
      const shown = typeof inner === 'string' ? inner : JSON.stringify(inner);
      if (text !== '' && !here.toLowerCase().includes(text) && !shown.toLowerCase().includes(text)) continue;
      rows.push({
        path: here,
        name,
        depth,
        value: shown,
        brief: typeof inner === 'number' ? settingNumber(inner) : shown,
      });
      any = true;
    }
    return any;
  };
  walk(tree, '', 0);
  return rows;
}

function isBranch(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
}
