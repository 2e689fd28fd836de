import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { onHighlightedRun } from './hoverSync.ts';
import { onTheme } from './themeColors.ts';
import { useDevicePixelRatio } from './useDevicePixelRatio.ts';

/**
 * A canvas that `draw` fills: when `draw` is another (keep it while what it shows is the same), when the theme changes,
 * and, without a render, when another run is pointed at anywhere on the page.
 *
 * @param width, height CSS pixels. @param draw gets an empty canvas in device pixels, and how many of them a CSS pixel has.
 */
export function useRunCanvas(
  width: number,
  height: number,
  draw: (pen: CanvasRenderingContext2D, ratio: number) => void,
): RefObject<HTMLCanvasElement | null> {
  const canvas = useRef<HTMLCanvasElement>(null);
  const ratio = useDevicePixelRatio();
  const redraw = useRef<() => void>(() => undefined);
  useLayoutEffect(() => {
    redraw.current = () => {
      const element = canvas.current;
      const pen = element?.getContext('2d');
      if (!element || !pen || width === 0) return;
      element.width = Math.round(width * ratio);
      element.height = Math.round(height * ratio);
      element.style.width = `${width}px`;
      element.style.height = `${height}px`;
      draw(pen, ratio);
    };
    redraw.current();
  }, [width, height, draw, ratio]);
  useEffect(() => {
    const each = eachFrame(() => redraw.current());
    const stops = [onTheme(each), onHighlightedRun(each)];
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
  return canvas;
}

/** At most once a frame, however often it is called. */
export function eachFrame(act: () => void): () => void {
  let frame = 0;
  return () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(act);
  };
}
