import { useMemo, useState } from 'react';
import type { JsonObject } from '../../shared/run.ts';
import { formatWhole } from '../ui/formatNumber.ts';
import { flattenTree } from './flattenTree.ts';
import { type TreeName, useTreeFolds } from './useTreeFolds.ts';

interface TreeProps {
  name: TreeName;
  value: JsonObject;
  filter?: string;
  empty: string;
  /** Rows shown before the rest is asked for. */
  most?: number;
}

const MOST = 500;

/** A nested object, one value a line; branches close, a click copies the value, with Shift its path. */
export function Tree({ name, value, filter = '', empty, most = MOST }: TreeProps) {
  const { closed, limit, fold, setLimit } = useTreeFolds(name, most);
  const [copied, setCopied] = useState<string | null>(null);
  const rows = useMemo(() => flattenTree(value, filter, closed), [value, filter, closed]);
  if (rows.length === 0) return <p className="tree-empty">{empty}</p>;
  const copy = (text: string, path: string): void => {
    void navigator.clipboard?.writeText(text).then(() => setCopied(path));
  };
  return (
    <>
      <ul className="tree">
        {rows.slice(0, limit).map((row) => (
          <li key={row.path} style={{ paddingLeft: Math.min(row.depth, 12) * 12 }}>
            {row.value === null ? (
              <button
                type="button"
                className="tree-name"
                title={row.path}
                aria-expanded={!closed.has(row.path)}
                onClick={() => fold(row.path)}
              >
                <span aria-hidden="true">{closed.has(row.path) ? '▸' : '▾'}</span> <bdi>{row.name}</bdi>
              </button>
            ) : (
              <>
                <span className="tree-name" title={row.path}>
                  <bdi>{row.name}</bdi>
                </span>
                <button
                  type="button"
                  className="tree-value"
                  title={`${row.path} = ${row.value.slice(0, 2_000)}\nClick copies the value, Shift-click the path`}
                  onClick={(event) => copy(event.shiftKey ? row.path : (row.value ?? ''), row.path)}
                >
                  <bdi>{row.brief.slice(0, 2_000)}</bdi>
                </button>
                {copied === row.path && <output className="muted">copied</output>}
              </>
            )}
          </li>
        ))}
      </ul>
      {rows.length > limit && (
        <button type="button" className="link" onClick={() => setLimit(limit * 4)}>
          {formatWhole(rows.length - limit)} more
        </button>
      )}
    </>
  );
}
