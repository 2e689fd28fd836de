import { memo, type ReactNode } from 'react';
import { CartesianGrid, LineChart, usePlotArea, XAxis, YAxis } from 'recharts';

/** CSS pixels around the plot area. */
export const FRAME = { top: 6, right: 16, bottom: 20, left: 48 };

export interface PlotArea {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface ChartFrameProps {
  width: number;
  height: number;
  x: [number, number];
  y: [number, number];
  logY: boolean;
  xTicks: number[];
  yTicks: number[];
  formatX: (value: number) => string;
  formatY: (value: number) => string;
  /** Draws into the plot area that the frame leaves. */
  children: (area: PlotArea) => ReactNode;
}

const TICK = { fill: 'var(--muted)', fontSize: 11 };
const MARGIN = { top: FRAME.top, right: FRAME.right, bottom: 0, left: 0 };

/** Axes and grid by Recharts; what is drawn between them is not. The only file that knows Recharts. */
export const ChartFrame = memo(function ChartFrame(props: ChartFrameProps) {
  return (
    <LineChart width={props.width} height={props.height} margin={MARGIN} data={NO_DATA} accessibilityLayer={false}>
      <CartesianGrid vertical={false} stroke="var(--grid)" horizontalValues={props.yTicks} />
      <XAxis
        type="number"
        dataKey="x"
        domain={props.x}
        ticks={props.xTicks}
        tickFormatter={props.formatX}
        height={FRAME.bottom}
        tick={TICK}
        tickLine={false}
        axisLine={AXIS}
        allowDataOverflow
        interval="preserveStartEnd"
        minTickGap={8}
      />
      <YAxis
        type="number"
        domain={props.y}
        scale={props.logY ? 'log' : 'linear'}
        ticks={props.yTicks}
        tickFormatter={props.formatY}
        width={FRAME.left}
        tick={TICK}
        tickLine={false}
        axisLine={false}
        allowDataOverflow
        interval={0}
      />
      <InPlotArea>{props.children}</InPlotArea>
    </LineChart>
  );
});

const NO_DATA: { x: number }[] = [];
const AXIS = { stroke: 'var(--border)' };

function InPlotArea({ children }: { children: (area: PlotArea) => ReactNode }) {
  const area = usePlotArea();
  if (area === undefined || area.width <= 0 || area.height <= 0) return null;
  return <foreignObject {...area}>{children(area)}</foreignObject>;
}
