import type { XAxis } from '../../shared/series.ts';
import { annotationMarks } from './annotationMarks.ts';
import { drawBand } from './drawBand.ts';
import { type Columns, traceLine } from './drawLines.ts';
import { drawBest, drawFlags, drawNonFinite, drawStages } from './drawMarks.ts';
import { lineStyles } from './lineStyles.ts';
import type { PlotScale } from './plotScale.ts';
import { fillDots, isDense, strokeDense } from './strokeDense.ts';
import type { ChartLine, LinePoints, RunStyle } from './types.ts';

export interface ChartPicture {
  lines: readonly ChartLine[];
  runs: readonly RunStyle[];
  /** The plot area in device pixels; its corner is where the pen's origin is. */
  scale: PlotScale;
  axis: XAxis;
  /** The lines are those of the one run that is pointed at among others. */
  pointedAt: boolean;
  /** A CSS colour as the canvas can take it. */
  color: (css: string) => string;
  /** Device pixels per CSS pixel. */
  ratio: number;
}

const RAW_BEHIND_SMOOTH = 0.25;
const BAND = 0.16;

/**
 * Draws everything between the axes: stage marks, lines, marks of what is not finite, best points.
 *
 * @param columns where the picture is wanted; what is drawn beside them is to be cut off. Without it everywhere.
 */
export function drawChart(pen: CanvasRenderingContext2D, picture: ChartPicture, columns: Columns | null = null): void {
  const { lines, scale, ratio, color } = picture;
  const runs = new Map(picture.runs.map((run) => [run.id, run]));
  const shown = new Set(lines.map(({ run }) => run));
  // Stages of several runs at once would be a fence: they are shown for the one run that is meant.
  const meant = shown.size === 1 ? lines[0]?.run : undefined;
  const staged = lines.find(({ run, meta }) => run === meant && meta.stages.length > 0);
  if (staged !== undefined)
    drawStages(pen, staged.meta.stages, scale, ratio, { line: color('var(--border)'), text: color('var(--muted)') });
  const styles = lineStyles(lines, runs);
  drawFlags(pen, annotationMarks(lines, runs, picture.axis), scale, ratio, (run) => color(runs.get(run)?.color ?? ''));
  for (const line of lines) drawSpread(line);
  for (const line of lines) drawLine(line);

  function drawSpread({ run, band, smooth, raw }: ChartLine): void {
    const style = runs.get(run);
    if (band === null || style === undefined) return;
    pen.fillStyle = color(style.color);
    pen.globalAlpha = BAND;
    drawBand(pen, smooth ?? raw, band, scale);
    pen.globalAlpha = 1;
  }

  function drawLine(line: ChartLine): void {
    const run = runs.get(line.run);
    if (run === undefined) return;
    pen.strokeStyle = pen.fillStyle = color(run.color);
    pen.lineJoin = 'round';
    const width = (picture.pointedAt ? 2 : 1.5) * ratio;
    if (line.smooth !== null) {
      pen.globalAlpha = RAW_BEHIND_SMOOTH;
      stroke(pen, line.raw, scale, ratio, [], columns);
      pen.globalAlpha = 1;
    }
    const dash = (styles.get(line.key)?.dash ?? []).map((length) => length * ratio);
    stroke(pen, line.smooth ?? line.raw, scale, width, dash, columns);
    drawNonFinite(pen, line.raw, scale, ratio);
    if (line.run === meant) drawBest(pen, line, run, scale, ratio);
  }
}

function stroke(
  pen: CanvasRenderingContext2D,
  points: LinePoints,
  scale: PlotScale,
  width: number,
  dash: number[],
  columns: Columns | null,
): void {
  if (isDense(points, scale)) {
    strokeDense(pen, points, scale, width, dash, columns);
    return;
  }
  const lone: number[] = [];
  pen.beginPath();
  const trace = {
    moveTo: (x: number, y: number) => pen.moveTo(x, y),
    lineTo: (x: number, y: number) => pen.lineTo(x, y),
    dot: (x: number, y: number) => lone.push(x, y),
  };
  traceLine(trace, points, scale);
  pen.setLineDash(dash);
  pen.lineWidth = width;
  pen.stroke();
  pen.setLineDash([]);
  fillDots(pen, lone, width);
}
