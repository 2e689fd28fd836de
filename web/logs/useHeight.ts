import { type RefObject, useLayoutEffect, useState } from 'react';

/** Height of an element in CSS pixels, as it is now: what stands above it comes and goes. 0 before it is known. */
export function useHeight(element: RefObject<HTMLElement | null>): number {
  const [height, setHeight] = useState(0);
  useLayoutEffect(() => {
    if (element.current === null) return;
    setHeight(element.current.clientHeight);
    const sizes = new ResizeObserver(([entry]) => setHeight(entry?.target.clientHeight ?? 0));
    sizes.observe(element.current);
    return () => sizes.disconnect();
  }, [element]);
  return height;
}
