import { Popover } from '../ui/Popover.tsx';
import { SmoothingTool } from './SmoothingTool.tsx';
import type { CardView } from './useCardView.ts';
import { YRangeTool } from './YRangeTool.tsx';

interface ChartToolsProps {
  card: CardView;
  /** The range of y that is shown, null while there is none. */
  y: readonly [number, number] | null;
  menu: MenuItem[];
}

export interface MenuItem {
  label: string;
  act: () => void;
}

/** What can be done with a chart: seen when it is pointed at or has the focus. */
export function ChartTools({ card, y, menu }: ChartToolsProps) {
  const { view, full, change, setFull } = card;
  const fullTitle = full ? 'Leave full screen (Esc)' : 'Full screen (f)';
  return (
    <div className="card-tools">
      <button
        type="button"
        aria-pressed={view.logY}
        title="Logarithmic y (l)"
        onClick={() => change({ logY: !view.logY })}
      >
        log
      </button>
      <button
        type="button"
        aria-pressed={view.outliers}
        title="Fit y without outliers (o)"
        onClick={() => change({ outliers: !view.outliers })}
      >
        fit
      </button>
      <SmoothingTool smoothing={view.smoothing} onSmoothing={(smoothing) => change({ smoothing })} />
      <YRangeTool held={view.y} shown={y} onHeld={(held) => change({ y: held })} />
      <button type="button" aria-pressed={full} aria-label={fullTitle} title={fullTitle} onClick={() => setFull(!full)}>
        <svg width="12" height="12" viewBox="0 0 12 12" fill="none" stroke="currentColor" aria-hidden="true">
          <path d={full ? 'M1 4.5h3.5V1M11 7.5H7.5V11' : 'M7.5 1.5h3v3M4.5 10.5h-3v-3'} />
        </svg>
      </button>
      <Popover label="More" title="More" button="⋯">
        {(close) => (
          <div className="menu" role="menu" aria-label="More">
            {menu.map(({ label, act }) => (
              <button
                key={label}
                type="button"
                role="menuitem"
                onClick={() => {
                  close();
                  act();
                }}
              >
                {label}
              </button>
            ))}
          </div>
        )}
      </Popover>
    </div>
  );
}
