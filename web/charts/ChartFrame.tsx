import { memo, type ReactElement } from 'react';
import { CartesianAxis, CartesianGrid, Surface } from 'recharts';
import { type PlotScale, pixelX, pixelY } from './plotScale.ts';
import type { Ticks } from './ticks.ts';

/** CSS pixels around the plot area, the same for every chart, so that plots stand below each other. */
export const FRAME = { top: 6, right: 20, bottom: 20, left: 56 };

interface ChartFrameProps {
  width: number;
  height: number;
  x: [number, number];
  y: [number, number];
  logX: boolean;
  logY: boolean;
  xTicks: Ticks;
  yTicks: Ticks;
}

interface PlacedTick {
  value: string;
  coordinate: number;
  index: number;
}

const AXIS_LINE = { stroke: 'var(--border)' };
/** What brings the middle, or the top, of a line of text to its place. */
const DOWN = { middle: '0.355em', start: '0.71em' };

/**
 * Axes and grid by Recharts, and nothing else: the lines lie on a canvas in front of it. Its parts stand without a chart
 * around them, as a chart keeps a store of its own that works out from its children where everything lies; that takes
 * six times as long as drawing it, and `plotScale` knows already. The only file that knows Recharts.
 */
export const ChartFrame = memo(function ChartFrame({ width, height, xTicks, yTicks, ...axes }: ChartFrameProps) {
  const plot = { width: width - FRAME.left - FRAME.right, height: height - FRAME.top - FRAME.bottom };
  const scale: PlotScale = { ...axes, ...plot };
  const rows = placed(yTicks, FRAME.top, pixelY(scale));
  return (
    <Surface width={width} height={height} className="plot-frame">
      <CartesianGrid
        x={FRAME.left}
        y={FRAME.top}
        {...plot}
        vertical={false}
        stroke="var(--grid)"
        horizontalPoints={rows.map(({ coordinate }) => coordinate)}
        verticalCoordinatesGenerator={noLines}
      />
      <CartesianAxis
        axisType="xAxis"
        orientation="bottom"
        x={FRAME.left}
        y={FRAME.top + plot.height}
        width={plot.width}
        height={FRAME.bottom}
        ticks={placed(xTicks, FRAME.left, pixelX(scale))}
        tick={(label) => tickLabel(label as TickLabel)}
        tickLine={false}
        axisLine={AXIS_LINE}
        interval={0}
      />
      <CartesianAxis
        axisType="yAxis"
        orientation="left"
        x={0}
        y={FRAME.top}
        width={FRAME.left}
        height={plot.height}
        ticks={rows}
        tick={(label) => tickLabel(label as TickLabel)}
        tickLine={false}
        tickSize={0}
        tickMargin={6}
        axisLine={false}
        interval={0}
      />
    </Surface>
  );
}, looksSame);

/** Even without a chart Recharts takes longer to draw axes than the canvas to draw lines: what looks the same is left alone. */
function looksSame(a: ChartFrameProps, b: ChartFrameProps): boolean {
  const same = (one: readonly unknown[], two: readonly unknown[]): boolean =>
    one.length === two.length && one.every((value, i) => value === two[i]);
  const sameTicks = (one: Ticks, two: Ticks): boolean => same(one.values, two.values) && same(one.labels, two.labels);
  return (
    same([a.width, a.height, a.logX, a.logY, ...a.x, ...a.y], [b.width, b.height, b.logX, b.logY, ...b.x, ...b.y]) &&
    sameTicks(a.xTicks, b.xTicks) &&
    sameTicks(a.yTicks, b.yTicks)
  );
}

function placed({ values, labels }: Ticks, edge: number, toPixel: (value: number) => number): PlacedTick[] {
  return values.map((value, index) => ({ value: labels[index] ?? '', coordinate: edge + toPixel(value), index }));
}

function noLines(): number[] {
  return [];
}

/** What Recharts tells of a label of an axis, as far as it is needed. */
interface TickLabel {
  x: number;
  y: number;
  textAnchor: 'middle' | 'end';
  verticalAnchor: 'middle' | 'start';
  payload: PlacedTick;
}

/** Recharts' own labels ask the browser for their font size, which lays out the page, and are drawn a second time then. */
function tickLabel({ x, y, textAnchor, verticalAnchor, payload }: TickLabel): ReactElement {
  return (
    <text x={x} y={y} dy={DOWN[verticalAnchor]} textAnchor={textAnchor} fill="var(--muted)" fontSize={11}>
      {payload.value}
    </text>
  );
}
