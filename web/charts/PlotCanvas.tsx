import { useEffect, useRef } from 'react';
import { type ChartColors, drawChart } from './drawChart.ts';
import { highlightedRun, onHighlightedRun } from './hoverSync.ts';
import type { PlotScale } from './plotScale.ts';
import type { ChartLine, ChartRun } from './types.ts';

interface PlotCanvasProps {
  lines: readonly ChartLine[];
  runs: readonly ChartRun[];
  scale: PlotScale;
  label: string;
}

/** The one canvas of a chart: redrawn when lines, scale, theme or highlight change, at the screen's own resolution. */
export function PlotCanvas({ lines, runs, scale, label }: PlotCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    const pen = element?.getContext('2d');
    if (!element || !pen) return;
    const ratio = window.devicePixelRatio || 1;
    element.width = Math.round(scale.width * ratio);
    element.height = Math.round(scale.height * ratio);
    const inDevicePixels = { ...scale, width: element.width, height: element.height };
    const byId = new Map(runs.map((run) => [run.id, run]));
    const draw = (): void => {
      const style = getComputedStyle(element);
      const resolve = (color: string): string =>
        style.getPropertyValue(/^var\((--[\w-]+)\)$/.exec(color)?.[1] ?? '').trim() || color;
      drawChart(pen, {
        lines,
        runs: byId,
        scale: inDevicePixels,
        highlighted: byId.size > 1 ? highlightedRun() : null,
        colors: colorsOf(resolve),
        colorOf: (run) => resolve(run.color),
        ratio,
      });
    };
    draw();
    const media = window.matchMedia('(prefers-color-scheme: dark)');
    media.addEventListener('change', draw);
    const theme = new MutationObserver(draw);
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    const stopListening = onHighlightedRun(draw);
    return () => {
      media.removeEventListener('change', draw);
      theme.disconnect();
      stopListening();
    };
  }, [lines, runs, scale]);
  return (
    <canvas
      ref={canvas}
      className="plot-canvas"
      data-lines={lines.length}
      role="img"
      aria-label={label}
      style={{ width: scale.width, height: scale.height }}
    />
  );
}

function colorsOf(resolve: (color: string) => string): ChartColors {
  return {
    text: resolve('var(--text)'),
    muted: resolve('var(--muted)'),
    border: resolve('var(--border)'),
    bad: resolve('var(--bad)'),
    bg: resolve('var(--bg)'),
  };
}
