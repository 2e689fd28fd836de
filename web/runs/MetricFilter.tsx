import { useEffect, useRef } from 'react';
import { setTypedFilter, useTypedFilter } from './typedFilter.ts';

interface MetricFilterProps {
  /** The filter that the address holds. */
  filter: string;
  onFilter: (filter: string) => void;
}

/** Typing rests after so long without a key. */
const REST_MS = 250;

/** The filter of metrics: the charts follow each key, the address what stands there once the typing rests. */
export function MetricFilter({ filter, onFilter }: MetricFilterProps) {
  const typed = useTypedFilter();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const settle = (text: string | null): void => {
    clearTimeout(timer.current);
    if (text !== null) onFilter(text);
    setTypedFilter(null);
  };
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      setTypedFilter(null);
    },
    [],
  );
  return (
    <input
      id="metric-filter"
      type="search"
      value={typed ?? filter}
      placeholder="Filter metrics  ( m )"
      aria-label="Filter metrics"
      onChange={({ target: { value } }) => {
        clearTimeout(timer.current);
        setTypedFilter(value);
        timer.current = setTimeout(() => settle(value), REST_MS);
      }}
      onBlur={() => settle(typed)}
    />
  );
}
