import { type RefObject, useEffect, useState } from 'react';

/** Size of an element, and whether it is on the screen (or within 200 px of it). */
export interface OnScreen {
  visible: boolean;
  width: number;
  height: number;
}

export function useOnScreen(element: RefObject<HTMLElement | null>): OnScreen {
  const [state, setState] = useState<OnScreen>({ visible: false, width: 0, height: 0 });
  useEffect(() => {
    const target = element.current;
    if (target === null) return;
    const sizes = new ResizeObserver(([entry]) => {
      const box = entry?.contentRect;
      if (box !== undefined)
        setState((old) => ({ ...old, width: Math.floor(box.width), height: Math.floor(box.height) }));
    });
    const sight = new IntersectionObserver(
      ([entry]) => setState((old) => ({ ...old, visible: entry?.isIntersecting ?? false })),
      {
        rootMargin: '200px',
      },
    );
    sizes.observe(target);
    sight.observe(target);
    return () => {
      sizes.disconnect();
      sight.disconnect();
    };
  }, [element]);
  return state;
}
