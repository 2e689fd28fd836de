import type { XAxis } from '../../shared/series.ts';
import { FRAME } from './ChartFrame.tsx';
import type { ChartModel } from './chartModel.ts';
import { drawChart } from './drawChart.ts';
import { type LineStyle, lineStyles } from './lineStyles.ts';
import { type PlotScale, toPixelX, toPixelY } from './plotScale.ts';
import type { ChartLine, RunStyle } from './types.ts';

/** A chart as a picture on its own: title, legend, axes and what is drawn between them. */
export interface Figure {
  title: string;
  lines: readonly ChartLine[];
  runs: readonly RunStyle[];
  model: ChartModel;
  axis: XAxis;
  /** The plot area in CSS pixels. */
  plot: { width: number; height: number };
  /** Said at the foot: how much was logged and drawn. */
  honesty: string;
  color: (css: string) => string;
  ratio: number;
}

const TITLE = 28;
const ROW = 18;
const FOOT = 22;
const FONT = 'system-ui, sans-serif';
const SWATCH = 14;

interface Place {
  style: LineStyle;
  x: number;
  y: number;
}

/** Draws a figure onto a canvas, which gets the size that it needs. */
export function drawFigure(canvas: HTMLCanvasElement, figure: Figure): void {
  const { plot, ratio, color } = figure;
  const width = plot.width + FRAME.left + FRAME.right;
  const pen = canvas.getContext('2d');
  if (pen === null) return;
  pen.font = `12px ${FONT}`;
  const legend = legendPlaces(shownLines(figure), width - 20, (text) => pen.measureText(text).width);
  const top = TITLE + (legend.at(-1)?.y ?? 0) + ROW;
  const height = top + FRAME.top + plot.height + FRAME.bottom + FOOT;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  pen.scale(ratio, ratio);
  pen.fillStyle = color('var(--bg)');
  pen.fillRect(0, 0, width, height);
  text(pen, figure.title, 10, 18, `600 13px ${FONT}`, color('var(--text)'));
  for (const { style, x, y } of legend) drawLegend(pen, style, 10 + x, TITLE + y + 12, color);
  text(pen, figure.honesty, 10, height - 8, `11px ${FONT}`, color('var(--muted)'));
  pen.translate(FRAME.left, top + FRAME.top);
  drawAxes(pen, figure);
  drawBetween(pen, figure);
}

/** What is drawn, in the order of the runs. */
function shownLines({ lines, runs }: Figure): LineStyle[] {
  const styles = lineStyles(lines, new Map(runs.map((run) => [run.id, run])));
  const byRun = Map.groupBy(lines, ({ run }) => run);
  return runs.flatMap(({ id }) => (byRun.get(id) ?? []).map(({ key }) => styles.get(key) as LineStyle));
}

/** Names side by side, in as many rows as they need. */
export function legendPlaces(styles: readonly LineStyle[], width: number, measure: (text: string) => number): Place[] {
  const places: Place[] = [];
  let [x, y] = [0, 0];
  for (const style of styles) {
    const room = SWATCH + 6 + measure(style.name) + 14;
    if (x > 0 && x + room > width) [x, y] = [0, y + ROW];
    places.push({ style, x, y });
    x += room;
  }
  return places;
}

function drawLegend(
  pen: CanvasRenderingContext2D,
  { name, color: ownColor, dash }: LineStyle,
  x: number,
  y: number,
  color: (css: string) => string,
): void {
  pen.strokeStyle = color(ownColor);
  pen.lineWidth = 2;
  pen.setLineDash([...dash]);
  pen.beginPath();
  pen.moveTo(x, y - 4);
  pen.lineTo(x + SWATCH, y - 4);
  pen.stroke();
  pen.setLineDash([]);
  text(pen, name, x + SWATCH + 6, y, `12px ${FONT}`, color('var(--text)'));
}

function drawAxes(pen: CanvasRenderingContext2D, { model, plot, color }: Figure): void {
  const scale: PlotScale = { ...model, ...plot };
  pen.lineWidth = 1;
  model.yTicks.values.forEach((value, index) => {
    const y = Math.round(toPixelY(scale, value)) + 0.5;
    rule(pen, color('var(--grid)'), [0, y], [plot.width, y]);
    text(pen, model.yTicks.labels[index] ?? '', -6, y + 4, `11px ${FONT}`, color('var(--muted)'), 'right');
  });
  rule(pen, color('var(--border)'), [0, plot.height + 0.5], [plot.width, plot.height + 0.5]);
  model.xTicks.values.forEach((value, index) => {
    const label = model.xTicks.labels[index] ?? '';
    text(pen, label, toPixelX(scale, value), plot.height + 15, `11px ${FONT}`, color('var(--muted)'), 'center');
  });
  if (model.yTicks.base !== null)
    text(pen, `${model.yTicks.base} +`, -6, -2, `11px ${FONT}`, color('var(--muted)'), 'right');
}

/** Device pixels, cut to the plot: what `drawChart` takes. */
function drawBetween(pen: CanvasRenderingContext2D, { lines, runs, model, axis, plot, color, ratio }: Figure): void {
  const [width, height] = [Math.round(plot.width * ratio), Math.round(plot.height * ratio)];
  pen.save();
  pen.scale(1 / ratio, 1 / ratio);
  pen.beginPath();
  pen.rect(-4 * ratio, -4 * ratio, width + 8 * ratio, height + 8 * ratio);
  pen.clip();
  drawChart(pen, {
    lines,
    runs,
    scale: { ...model, width, height },
    axis,
    pointedAt: false,
    color,
    ratio,
  });
  pen.restore();
}

function rule(pen: CanvasRenderingContext2D, color: string, from: [number, number], to: [number, number]): void {
  pen.strokeStyle = color;
  pen.beginPath();
  pen.moveTo(...from);
  pen.lineTo(...to);
  pen.stroke();
}

function text(
  pen: CanvasRenderingContext2D,
  words: string,
  x: number,
  y: number,
  font: string,
  color: string,
  align: CanvasTextAlign = 'left',
): void {
  pen.font = font;
  pen.fillStyle = color;
  pen.textAlign = align;
  pen.textBaseline = 'alphabetic';
  pen.fillText(words, x, y);
  pen.textAlign = 'left';
}
