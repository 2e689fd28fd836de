import { useRef } from 'react';

/** The list of before while it holds the same things: what is computed from it need not be computed again. */
export function useSameList<T>(list: readonly T[]): readonly T[] {
  const held = useRef(list);
  const old = held.current;
  if (old !== list && (old.length !== list.length || list.some((item, i) => item !== old[i]))) held.current = list;
  return held.current;
}
