import { memo } from 'react';
import { CartesianGrid, LineChart, XAxis, YAxis } from 'recharts';
import type { Ticks } from './ticks.ts';

/** CSS pixels around the plot area, the same for every chart, so that plots stand below each other. */
export const FRAME = { top: 6, right: 16, bottom: 20, left: 56 };

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

const NO_DATA: object[] = [];
const MARGIN = { top: FRAME.top, right: FRAME.right, bottom: 0, left: 0 };
const TICK = { fill: 'var(--muted)', fontSize: 11 };
const AXIS_LINE = { stroke: 'var(--border)' };

/**
 * Axes and grid by Recharts, and nothing else: the lines lie on a canvas in front of it, as one subtree and one path
 * per line is what makes Recharts slow. Its plot area is fixed by FRAME and its domains are given, so nobody has to ask
 * it where a point lies, and pointing at the chart does not go through its store. The only file that knows Recharts.
 */
export const ChartFrame = memo(function ChartFrame(props: ChartFrameProps) {
  const { width, height, x, y, logX, logY, xTicks, yTicks } = props;
  return (
    <LineChart width={width} height={height} margin={MARGIN} data={NO_DATA} accessibilityLayer={false}>
      <CartesianGrid vertical={false} stroke="var(--grid)" horizontalValues={yTicks.values} />
      <XAxis
        type="number"
        dataKey="x"
        scale={logX ? 'log' : 'linear'}
        domain={x}
        ticks={xTicks.values}
        tickFormatter={labelOf(xTicks)}
        height={FRAME.bottom}
        tick={TICK}
        tickLine={false}
        axisLine={AXIS_LINE}
        allowDataOverflow
        interval={0}
      />
      <YAxis
        type="number"
        domain={y}
        scale={logY ? 'log' : 'linear'}
        ticks={yTicks.values}
        tickFormatter={labelOf(yTicks)}
        width={FRAME.left}
        tick={TICK}
        tickLine={false}
        tickSize={0}
        tickMargin={6}
        axisLine={false}
        allowDataOverflow
        interval={0}
      />
    </LineChart>
  );
}, looksSame);

/** Recharts takes longer to draw axes than the canvas to draw lines: what looks the same is left alone. */
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

function labelOf({ values, labels }: Ticks): (value: number) => string {
  return (value) => labels[values.indexOf(value)] ?? '';
}
