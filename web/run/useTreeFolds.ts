import { useMemo } from 'react';
import { toggle } from '../runs/viewState.ts';
import { useParams } from './useParam.ts';

/** What a run says of itself as a tree. */
export type TreeName = 'config' | 'summary' | 'meta';

export interface TreeFolds {
  /** Paths of the branches that are closed. */
  closed: ReadonlySet<string>;
  /** How many rows are shown before the rest is asked for. */
  limit: number;
  fold: (path: string) => void;
  setLimit: (rows: number) => void;
}

/** How a tree is folded, in the address: `fold=config:optimizer` for each closed branch, `rows=config:240` once more was asked for. */
export function useTreeFolds(tree: TreeName, most: number): TreeFolds {
  const [folds, setFolds] = useParams('fold');
  const [rows, setRows] = useParams('rows');
  const prefix = `${tree}:`;
  const closed = useMemo(
    () => new Set(folds.filter((text) => text.startsWith(prefix)).map((text) => text.slice(prefix.length))),
    [folds, prefix],
  );
  const others = rows.filter((text) => !text.startsWith(prefix));
  const asked = Number(rows.find((text) => text.startsWith(prefix))?.slice(prefix.length)) || 0;
  return {
    closed,
    limit: Math.max(asked, most),
    fold: (path) => setFolds(toggle(folds, prefix + path)),
    setLimit: (limit) => setRows([...others, prefix + limit]),
  };
}
