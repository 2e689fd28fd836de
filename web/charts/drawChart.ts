import type { XAxis } from '../../shared/series.ts';
import { annotationMarks } from './annotationMarks.ts';
import { drawBand } from './drawBand.ts';
import { traceLine } from './drawLines.ts';
import { drawBest, drawFlags, drawNonFinite, drawStages } from './drawMarks.ts';
import type { PlotScale } from './plotScale.ts';
import { fillDots, isDense, strokeDense } from './strokeDense.ts';
import type { ChartLine, ChartRun, LinePoints } from './types.ts';

export interface ChartPicture {
  lines: readonly ChartLine[];
  runs: ReadonlyMap<string, ChartRun>;
  /** The plot area in device pixels; its corner is where the pen's origin is. */
  scale: PlotScale;
  axis: XAxis;
  /** The run that is pointed at anywhere on the page, or null. */
  highlighted: string | null;
  /** A CSS colour as the canvas can take it. */
  color: (css: string) => string;
  /** Device pixels per CSS pixel. */
  ratio: number;
}

const RAW_BEHIND_SMOOTH = 0.25;
const BAND = 0.16;
const BESIDE_HIGHLIGHTED = 0.35;

/** Draws everything between the axes: stage marks, lines, marks of what is not finite, best points. */
export function drawChart(pen: CanvasRenderingContext2D, picture: ChartPicture): void {
  const { lines, runs, scale, ratio, color } = picture;
  const shown = new Set(lines.map(({ run }) => run));
  const highlighted = picture.highlighted !== null && shown.has(picture.highlighted) ? picture.highlighted : null;
  // Stages of several runs at once would be a fence: they are shown for the one run that is meant.
  const meant = shown.size === 1 ? lines[0]?.run : highlighted;
  const staged = lines.find(({ run, meta }) => run === meant && meta.stages.length > 0);
  if (staged !== undefined)
    drawStages(pen, staged.meta.stages, scale, ratio, { line: color('var(--border)'), text: color('var(--muted)') });
  drawFlags(pen, annotationMarks(lines, runs, picture.axis), scale, ratio, (run) => color(runs.get(run)?.color ?? ''));
  for (const line of lines) drawSpread(line);
  for (const line of lines) if (line.run !== highlighted) drawLine(line, highlighted === null ? 1 : BESIDE_HIGHLIGHTED);
  for (const line of lines) if (line.run === highlighted) drawLine(line, 1);

  function drawSpread({ run, band, smooth, raw }: ChartLine): void {
    const style = runs.get(run);
    if (band === null || style === undefined) return;
    pen.fillStyle = color(style.color);
    pen.globalAlpha = highlighted === null || highlighted === run ? BAND : BAND * BESIDE_HIGHLIGHTED;
    drawBand(pen, smooth ?? raw, band, scale);
    pen.globalAlpha = 1;
  }

  function drawLine(line: ChartLine, alpha: number): void {
    const run = runs.get(line.run);
    if (run === undefined) return;
    pen.strokeStyle = pen.fillStyle = color(run.color);
    pen.lineJoin = 'round';
    const width = (line.run === highlighted && shown.size > 1 ? 2 : 1.5) * ratio;
    if (line.smooth !== null) {
      pen.globalAlpha = RAW_BEHIND_SMOOTH * alpha;
      stroke(pen, line.raw, scale, ratio, []);
    }
    pen.globalAlpha = alpha;
    const dash = run.dash.map((length) => length * ratio);
    stroke(pen, line.smooth ?? line.raw, scale, width, dash);
    drawNonFinite(pen, line.raw, scale, ratio);
    if (line.run === meant) drawBest(pen, line, scale, ratio);
    pen.globalAlpha = 1;
  }
}

function stroke(
  pen: CanvasRenderingContext2D,
  points: LinePoints,
  scale: PlotScale,
  width: number,
  dash: number[],
): void {
  if (isDense(points, scale)) {
    strokeDense(pen, points, scale, width, dash);
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
