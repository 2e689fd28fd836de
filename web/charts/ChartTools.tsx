import { useEffect, useRef, useState } from 'react';
import type { ChartView } from './types.ts';

interface ChartToolsProps {
  view: ChartView;
  full: boolean;
  onLog: () => void;
  onOutliers: () => void;
  onFull: () => void;
  menu: MenuItem[];
}

export interface MenuItem {
  label: string;
  act: () => void;
}

/** What can be done with a chart: seen when it is pointed at or has the focus. */
export function ChartTools({ view, full, onLog, onOutliers, onFull, menu }: ChartToolsProps) {
  return (
    <div className="card-tools">
      <button type="button" aria-pressed={view.logY} title="Logarithmic y (l)" onClick={onLog}>
        log
      </button>
      <button type="button" aria-pressed={view.outliers} title="Fit y without outliers (o)" onClick={onOutliers}>
        fit
      </button>
      <button
        type="button"
        aria-pressed={full}
        aria-label={full ? 'Leave full screen (Esc)' : 'Full screen (f)'}
        title={full ? 'Leave full screen (Esc)' : 'Full screen (f)'}
        onClick={onFull}
      >
        <svg width="12" height="12" viewBox="0 0 12 12" fill="none" stroke="currentColor" aria-hidden="true">
          <path d={full ? 'M1 4.5h3.5V1M11 7.5H7.5V11' : 'M7.5 1.5h3v3M4.5 10.5h-3v-3'} />
        </svg>
      </button>
      <Menu items={menu} />
    </div>
  );
}

function Menu({ items }: { items: MenuItem[] }) {
  const [open, setOpen] = useState(false);
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const close = (event: Event): void => {
      if (event instanceof KeyboardEvent ? event.key === 'Escape' : !host.current?.contains(event.target as Node)) {
        setOpen(false);
        if (event instanceof KeyboardEvent) event.stopPropagation();
      }
    };
    window.addEventListener('pointerdown', close, true);
    window.addEventListener('keydown', close, true);
    return () => {
      window.removeEventListener('pointerdown', close, true);
      window.removeEventListener('keydown', close, true);
    };
  }, [open]);
  return (
    <div className="card-menu" ref={host}>
      <button
        type="button"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label="More"
        title="More"
        onClick={() => setOpen(!open)}
      >
        ⋯
      </button>
      {open && (
        <div className="card-menu-items" role="menu">
          {items.map(({ label, act }) => (
            <button
              key={label}
              type="button"
              role="menuitem"
              onClick={() => {
                setOpen(false);
                act();
              }}
            >
              {label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
