import { useState } from 'react';
import type { Health } from '../../shared/health.ts';
import type { ProjectRow } from '../../shared/run.ts';
import { goTo, hrefOf } from '../router/useRoute.ts';
import { formatWhole } from '../ui/formatNumber.ts';
import { nextTheme, theme } from './theme.ts';
import { ViewsMenu } from './ViewsMenu.tsx';

interface TopBarProps {
  project: string | null;
  projects: readonly ProjectRow[];
  health: Health | undefined;
  onPalette: () => void;
  onKeys: () => void;
}

const THEMES = { system: '◐', dark: '●', light: '○' };

export function TopBar({ project, projects, health, onPalette, onKeys }: TopBarProps) {
  const [chosen, setChosen] = useState(theme);
  return (
    <header className="top">
      <a
        className="top-mark"
        href={hrefOf({ page: 'home' })}
        onClick={(event) => {
          event.preventDefault();
          goTo({ page: 'home' }, '');
        }}
      >
        <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
          <path
            d="M1 2h4v4h4v4h4v4"
            fill="none"
            stroke="var(--accent)"
            strokeWidth="2.4"
            strokeLinejoin="round"
            strokeLinecap="round"
          />
        </svg>
        Stepwell
      </a>
      {projects.length > 0 && (
        <select
          className="top-project"
          aria-label="Project"
          value={project ?? ''}
          onChange={(event) => goTo({ page: 'project', project: event.target.value }, '')}
        >
          {projects.map((row) => (
            <option key={row.project} value={row.project}>
              {row.project} ({formatWhole(row.runs)})
            </option>
          ))}
        </select>
      )}
      <button type="button" className="top-palette" onClick={onPalette}>
        Go to run, metric or page <kbd>Ctrl K</kbd>
      </button>
      <ViewsMenu project={project} />
      <span className="top-health">{health === undefined ? '' : health.roots.map((root) => root.name).join(', ')}</span>
      <button type="button" className="top-button" title="Keys (?)" aria-label="Keys" onClick={onKeys}>
        ?
      </button>
      <button
        type="button"
        className="top-button"
        title={`Theme: ${chosen} (Alt+M)`}
        aria-label={`Theme: ${chosen}`}
        onClick={() => setChosen(nextTheme())}
      >
        {THEMES[chosen]}
      </button>
    </header>
  );
}
