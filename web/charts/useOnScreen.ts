import { type RefObject, useLayoutEffect, useState } from 'react';

/** Size of an element in CSS pixels, and whether it is on the screen or close to it. */
export interface OnScreen {
  visible: boolean;
  width: number;
  height: number;
}

const MARGIN = 200;

export function useOnScreen(element: RefObject<HTMLElement | null>): OnScreen {
  const [state, setState] = useState<OnScreen>({ visible: false, width: 0, height: 0 });
  useLayoutEffect(() => {
    const target = element.current;
    if (target === null) return;
    const take = (change: Partial<OnScreen>): void =>
      setState((old) => {
        const next = { ...old, ...change };
        return next.visible === old.visible && next.width === old.width && next.height === old.height ? old : next;
      });
    // Both observers speak up only after the first frame; measured here, a chart can ask for its lines before it.
    const { top, bottom, width, height } = target.getBoundingClientRect();
    take({
      visible: bottom > -MARGIN && top < window.innerHeight + MARGIN,
      width: Math.floor(width),
      height: Math.floor(height),
    });
    const sizes = new ResizeObserver(([entry]) => {
      if (entry === undefined) return;
      take({ width: Math.floor(entry.contentRect.width), height: Math.floor(entry.contentRect.height) });
    });
    const sight = new IntersectionObserver((entries) => take({ visible: entries.at(-1)?.isIntersecting ?? false }), {
      rootMargin: `${MARGIN}px`,
    });
    sizes.observe(target);
    sight.observe(target);
    return () => {
      sizes.disconnect();
      sight.disconnect();
    };
  }, [element]);
  return state;
}
