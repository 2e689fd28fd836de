import type { ChartLine, RunStyle } from './types.ts';

/** How a line is told apart from the others: the same on the canvas, in the tooltip and in a picture's legend. */
export interface LineStyle {
  name: string;
  color: string;
  dash: readonly number[];
}

/** Lines of one run, into which labels split a metric, have its colour: what tells them apart is how they are dashed. */
const LABEL_DASHES: readonly (readonly number[])[] = [
  [8, 2],
  [4, 2],
  [4, 2, 1, 2],
  [1, 2],
];

/** The styles of a chart's lines by their keys, in their order. */
export function lineStyles(lines: readonly ChartLine[], runs: ReadonlyMap<string, RunStyle>): Map<string, LineStyle> {
  const counts = new Map<string, number>();
  const styles = new Map<string, LineStyle>();
  for (const { key, run: id, meta } of lines) {
    if (styles.has(key)) continue;
    const ordinal = counts.get(id) ?? 0;
    counts.set(id, ordinal + 1);
    const run = runs.get(id);
    const labels = Object.entries(meta.labels).map(([name, text]) => `${name}=${text}`);
    styles.set(key, {
      name: [run?.name ?? id, ...labels].join(' '),
      color: run?.color ?? 'var(--muted)',
      dash: ordinal === 0 ? (run?.dash ?? []) : (LABEL_DASHES[(ordinal - 1) % LABEL_DASHES.length] ?? []),
    });
  }
  return styles;
}

/** The style as a CSS background: a piece of the line. */
export function swatchBackground({ color, dash }: Pick<LineStyle, 'color' | 'dash'>): string {
  if (dash.length === 0) return color;
  let at = 0;
  const stops = dash.map((length, i) => {
    const stop = `${i % 2 === 0 ? color : 'transparent'} ${at}px ${at + length}px`;
    at += length;
    return stop;
  });
  return `repeating-linear-gradient(90deg, ${stops.join(', ')})`;
}
