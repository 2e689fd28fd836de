import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { ProjectRow } from '../../shared/run.ts';
import { metricNamesQuery } from '../api/metricQueries.ts';
import { goTo } from '../router/useRoute.ts';
import { metricMatcher } from '../runs/metricMatcher.ts';
import type { ProjectRuns } from '../runs/useProjectRuns.ts';
import { searchElsewhere } from '../runs/viewPlace.ts';
import type { ViewState } from '../runs/viewState.ts';

interface PaletteProps {
  runs: ProjectRuns;
  project: string | null;
  projects: readonly ProjectRow[];
  onClose: () => void;
  onOpen: (id: string) => void;
  onView: (change: Partial<ViewState>) => void;
}

interface Choice {
  kind: string;
  name: string;
  run: () => void;
}

const MOST = 50;
const MOST_METRICS = 20;

/** Type a few letters, press Enter. */
export function Palette({ runs, project, projects, onClose, onOpen, onView }: PaletteProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  useEffect(() => dialog.current?.showModal(), []);
  const all = useMemo<Choice[]>(
    () => [
      ...projects.map((row) => ({
        kind: 'project',
        name: row.project,
        run: () => goTo({ page: 'project', project: row.project }, ''),
      })),
      ...runs.shown
        .slice(0, 2_000)
        .map((row) => ({ kind: 'run', name: `${runs.nameOf(row)}  ${row.display_id}`, run: () => onOpen(row.ref) })),
      { kind: 'view', name: 'x axis: step', run: () => onView({ x: 'step', zoom: null }) },
      { kind: 'view', name: 'x axis: relative time', run: () => onView({ x: 'relative', zoom: null }) },
      { kind: 'view', name: 'x axis: wall time', run: () => onView({ x: 'wall', zoom: null }) },
      { kind: 'view', name: 'x axis: relative step', run: () => onView({ x: 'relstep', zoom: null }) },
      { kind: 'view', name: 'reset zoom', run: () => onView({ zoom: null }) },
      { kind: 'page', name: 'compare', run: () => goTo({ page: 'compare', project }, searchElsewhere()) },
      { kind: 'page', name: 'trash', run: () => goTo({ page: 'trash' }, '') },
      { kind: 'view', name: 'smoothing off', run: () => onView({ smoothing: { kind: 'none' } }) },
    ],
    [projects, project, runs, onOpen, onView],
  );
  const names = useQuery({ ...metricNamesQuery(project ?? ''), enabled: project !== null });
  const { matches } = useMemo(() => metricMatcher(text), [text]);
  const metrics = useMemo<Choice[]>(
    () =>
      text.trim() === ''
        ? []
        : [
            ...(names.data ?? [])
              .filter(({ name }) => matches(name))
              .slice(0, MOST_METRICS)
              .map(({ name }) => ({ kind: 'metric', name, run: () => onView({ metrics: name }) })),
            { kind: 'metrics', name: `filter metrics: ${text}`, run: () => onView({ metrics: text }) },
          ],
    [text, names.data, matches, onView],
  );
  const found = useMemo(
    () => [...all.filter(({ name }) => matches(name)).slice(0, MOST), ...metrics],
    [all, matches, metrics],
  );
  const choose = (choice: Choice | undefined): void => {
    if (choice === undefined) return;
    onClose();
    choice.run();
  };
  return (
    <dialog ref={dialog} className="palette" aria-label="Go to" onClose={onClose}>
      <input
        type="search"
        value={text}
        placeholder="Run, project, metric or view"
        aria-label="Go to"
        aria-controls="palette-list"
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') setAt(Math.min(found.length - 1, at + 1));
          else if (event.key === 'ArrowUp') setAt(Math.max(0, at - 1));
          else if (event.key === 'Enter') choose(found[at]);
          // A search field would be emptied first.
          else if (event.key === 'Escape') onClose();
          else return;
          event.preventDefault();
        }}
      />
      <ul id="palette-list">
        {found.map((choice, i) => (
          <li key={`${choice.kind} ${choice.name}`} className={i === at ? 'chosen' : ''}>
            <button type="button" onClick={() => choose(choice)} onPointerEnter={() => setAt(i)}>
              <span>{choice.kind}</span> {choice.name}
            </button>
          </li>
        ))}
      </ul>
    </dialog>
  );
}
