import { traceLine } from './drawLines.ts';
import { type PlotScale, toPixelX, toPixelY } from './plotScale.ts';
import type { ChartLine, ChartRun, LinePoints } from './types.ts';

export interface ChartColors {
  text: string;
  muted: string;
  border: string;
  bad: string;
  bg: string;
}

export interface ChartPicture {
  lines: readonly ChartLine[];
  runs: ReadonlyMap<string, ChartRun>;
  scale: PlotScale;
  highlighted: string | null;
  colors: ChartColors;
  /** Resolves a run's CSS colour for the canvas. */
  colorOf: (run: ChartRun) => string;
  /** Device pixels per CSS pixel. */
  ratio: number;
}

/** Draws everything inside the plot area, in device pixels; the scale is in device pixels too. */
export function drawChart(pen: CanvasRenderingContext2D, picture: ChartPicture): void {
  const { scale } = picture;
  pen.clearRect(0, 0, scale.width, scale.height);
  if (picture.lines.length > 0) drawStages(pen, picture);
  const order = [...picture.lines].sort(
    (a, b) => Number(a.run === picture.highlighted) - Number(b.run === picture.highlighted),
  );
  for (const line of order) drawLine(pen, line, picture);
}

function drawLine(pen: CanvasRenderingContext2D, line: ChartLine, picture: ChartPicture): void {
  const run = picture.runs.get(line.run);
  if (run === undefined) return;
  const { scale, ratio, highlighted } = picture;
  const hovered = highlighted === line.run;
  pen.save();
  pen.strokeStyle = pen.fillStyle = picture.colorOf(run);
  pen.lineJoin = 'round';
  const dim = highlighted !== null && !hovered ? 0.35 : 1;
  if (line.smooth !== null) {
    pen.globalAlpha = 0.25 * dim;
    stroke(pen, line.raw, scale, ratio, []);
  }
  pen.globalAlpha = dim;
  const main = line.smooth ?? line.raw;
  stroke(
    pen,
    main,
    scale,
    (hovered ? 2 : 1.5) * ratio,
    run.dash.map((length) => length * ratio),
  );
  drawNonFinite(pen, line.raw, picture);
  if (hovered || picture.lines.length === 1) drawBest(pen, line, picture);
  pen.restore();
}

function stroke(
  pen: CanvasRenderingContext2D,
  points: LinePoints,
  scale: PlotScale,
  width: number,
  dash: number[],
): void {
  pen.lineWidth = width;
  pen.setLineDash(dash);
  const lone: [number, number][] = [];
  pen.beginPath();
  traceLine(
    {
      moveTo: (x, y) => pen.moveTo(x, y),
      lineTo: (x, y) => pen.lineTo(x, y),
      dot: (x, y) => lone.push([x, y]),
    },
    points,
    scale,
  );
  pen.stroke();
  pen.setLineDash([]);
  for (const [x, y] of lone) dot(pen, x, y, width * 1.4);
}

function dot(pen: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.fill();
}

/** NaN as a cross on the line (at the height of the last finite point), infinities as triangles at the edge. */
function drawNonFinite(pen: CanvasRenderingContext2D, points: LinePoints, { scale, ratio }: ChartPicture): void {
  let height = scale.height / 2;
  const size = 3 * ratio;
  let lastMark = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < points.x.length; i++) {
    const flag = points.flag[i] as number;
    if (flag === 0) {
      const pixel = toPixelY(scale, points.y[i] as number);
      if (Number.isFinite(pixel)) height = Math.min(scale.height - size, Math.max(size, pixel));
      continue;
    }
    const x = toPixelX(scale, points.x[i] as number);
    if (x < 0 || x > scale.width || x - lastMark < 2 * size) continue;
    lastMark = x;
    pen.lineWidth = 1.5 * ratio;
    pen.beginPath();
    if (flag === 1) {
      pen.moveTo(x - size, height - size);
      pen.lineTo(x + size, height + size);
      pen.moveTo(x - size, height + size);
      pen.lineTo(x + size, height - size);
      pen.stroke();
    } else {
      const [edge, inward] = flag === 2 ? [1, 1] : [scale.height - 1, -1];
      pen.moveTo(x, edge);
      pen.lineTo(x - size, edge + inward * 2 * size);
      pen.lineTo(x + size, edge + inward * 2 * size);
      pen.fill();
    }
  }
}

/** A ring around the best point: the least of what is called loss or error, else the greatest. */
function drawBest(pen: CanvasRenderingContext2D, line: ChartLine, { scale, ratio }: ChartPicture): void {
  const { meta } = line;
  const lower = /loss|err|perplexity|ppl|mse|mae/i.test(meta.metric);
  const [x, y] = lower ? [meta.x_of_min, meta.y_min] : [meta.x_of_max, meta.y_max];
  if (x === null || y === null) return;
  pen.lineWidth = 1.25 * ratio;
  pen.beginPath();
  pen.arc(toPixelX(scale, x), toPixelY(scale, y), 3.5 * ratio, 0, 2 * Math.PI);
  pen.stroke();
}

/** Faint verticals where the stage changes, named where there is room; only for a single run. */
function drawStages(pen: CanvasRenderingContext2D, { lines, scale, colors, ratio }: ChartPicture): void {
  if (new Set(lines.map((line) => line.run)).size !== 1) return;
  const marks = (lines[0] as ChartLine).meta.stages.filter(({ x }) => x > scale.x[0] && x < scale.x[1]);
  if (marks.length > 12) return;
  pen.save();
  pen.strokeStyle = colors.border;
  pen.fillStyle = colors.muted;
  pen.lineWidth = ratio;
  pen.font = `${10 * ratio}px system-ui, sans-serif`;
  let free = 0;
  for (const { x, stage } of marks) {
    const at = Math.round(toPixelX(scale, x)) + 0.5;
    pen.beginPath();
    pen.moveTo(at, 0);
    pen.lineTo(at, scale.height);
    pen.stroke();
    if (at < free) continue;
    pen.fillText(stage.slice(0, 16), at + 3 * ratio, 10 * ratio);
    free = at + pen.measureText(stage).width + 8 * ratio;
  }
  pen.restore();
}
