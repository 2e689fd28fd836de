import type { ReactNode } from 'react';
import type { TqdmMode } from '../../shared/logs.ts';
import { formatBytes } from '../ui/formatCount.ts';
import { hiddenLines, type LogWindow } from './logWindow.ts';

const MODES: { mode: TqdmMode; name: string; title: string }[] = [
  { mode: 'collapse', name: 'collapse', title: 'Show the last frame of each progress bar' },
  { mode: 'keep', name: 'show', title: 'Show every frame of progress bars' },
  { mode: 'drop', name: 'hide', title: 'Show no progress bars' },
];

interface LogToolbarProps {
  window: LogWindow;
  wrap: boolean;
  follow: boolean;
  /** What the last copy did. */
  copied: string | null;
  onMode: (mode: TqdmMode) => void;
  onWrap: (wrap: boolean) => void;
  onFollow: (follow: boolean) => void;
  onCopy: () => void;
  children: ReactNode;
}

/** Search (as children), what is shown of progress bars, and how. */
export function LogToolbar({
  window,
  wrap,
  follow,
  copied,
  onMode,
  onWrap,
  onFollow,
  onCopy,
  children,
}: LogToolbarProps) {
  const hidden = hiddenLines(window);
  return (
    <div className="log-bar" role="toolbar" aria-label="Log">
      {children}
      <span className="log-facts">{copied ?? facts(window)}</span>
      <fieldset>
        <legend>Bars</legend>
        {MODES.map(({ mode, name, title }) => (
          <button
            key={mode}
            type="button"
            aria-pressed={window.mode === mode}
            title={title}
            onClick={() => onMode(mode)}
          >
            {name}
          </button>
        ))}
      </fieldset>
      {hidden > 0 && (
        <span
          className="log-hidden"
          title="Frames of progress bars left out between the first and the last line that are loaded"
        >
          {hidden.toLocaleString('en-US')} hidden
        </span>
      )}
      <button type="button" aria-pressed={wrap} title="Break long lines" onClick={() => onWrap(!wrap)}>
        wrap
      </button>
      <button type="button" title="Copy what is selected, else the lines that are loaded" onClick={onCopy}>
        copy
      </button>
      <button type="button" aria-pressed={follow} title="Stay at the end (End)" onClick={() => onFollow(!follow)}>
        follow
      </button>
    </div>
  );
}

function facts({ state }: LogWindow): string {
  if (state === null || !state.exists) return '';
  const size = formatBytes(state.size);
  if (state.total !== null)
    return `${state.total.toLocaleString('en-US')} ${state.total === 1 ? 'line' : 'lines'} · ${size}`;
  return `counting lines … ${Math.floor((100 * state.indexed) / Math.max(1, state.size))} % of ${size}`;
}
