import { useMemo } from 'react';
import type { JsonObject } from '../../shared/run.ts';
import { flattenTree } from './flattenTree.ts';

/** A nested object, one value a line; a click copies the value, with Shift its path. */
export function Tree({ value, filter = '', empty }: { value: JsonObject; filter?: string; empty: string }) {
  const rows = useMemo(() => flattenTree(value, filter), [value, filter]);
  if (rows.length === 0) return <p className="tree-empty">{empty}</p>;
  return (
    <ul className="tree">
      {rows.map((row) => (
        <li key={row.path} style={{ paddingLeft: row.depth * 12 }}>
          <span className="tree-name" title={row.path}>
            <bdi>{row.name}</bdi>
          </span>
          {row.value !== null && (
            <button
              type="button"
              className="tree-value"
              title={`${row.path} = ${row.value}\nClick copies the value, Shift-click the path`}
              onClick={(event) => void navigator.clipboard?.writeText(event.shiftKey ? row.path : (row.value ?? ''))}
            >
              <bdi>{row.value}</bdi>
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
