import { fullNumber } from '../ui/formatNumber.ts';
import type { NearPoint } from './nearestPoints.ts';
import { type PlotScale, toPixelX } from './plotScale.ts';
import type { ChartRun } from './types.ts';

interface PointTooltipProps {
  near: readonly NearPoint[];
  runs: readonly ChartRun[];
  scale: PlotScale;
  pinned: boolean;
  formatX: (x: number) => string;
  /** Lines that are not listed. */
  hidden: number;
}

/** The nearest points with their full values; a click on the plot pins it. */
export function PointTooltip({ near, runs, scale, pinned, formatX, hidden }: PointTooltipProps) {
  const first = near[0] as NearPoint;
  const pixel = toPixelX(scale, first.x);
  const side = pixel > scale.width / 2 ? { right: scale.width - pixel + 10 } : { left: pixel + 10 };
  const byId = new Map(runs.map((run) => [run.id, run]));
  return (
    <div className={pinned ? 'plot-tooltip pinned' : 'plot-tooltip'} style={side} role="tooltip">
      <div className="plot-tooltip-x">
        {formatX(first.x)}
        {pinned && <span className="plot-tooltip-pin">pinned</span>}
      </div>
      {near.map(({ line, raw, smooth }) => {
        const run = byId.get(line.run);
        const labels = Object.entries(line.meta.labels).map(([name, value]) => `${name}=${value}`);
        return (
          <div className="plot-tooltip-row" key={line.key}>
            <span className="plot-swatch" style={{ background: run?.color }} />
            <span className="plot-tooltip-name">
              {run?.name ?? line.run}
              {labels.length > 0 && ` ${labels.join(' ')}`}
            </span>
            <span className="plot-tooltip-value">{fullNumber(raw)}</span>
            {smooth !== null && (
              <span className="plot-tooltip-smooth">{fullNumber(Number(smooth.toPrecision(6)))}</span>
            )}
          </div>
        );
      })}
      {hidden > 0 && <div className="plot-tooltip-more">{hidden} more lines</div>}
    </div>
  );
}
