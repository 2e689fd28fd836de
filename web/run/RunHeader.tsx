import { Fragment } from 'react';
import type { RunDetail } from '../../shared/run.ts';
import { RUN_TABS, type RunTab } from '../router/route.ts';
import { goTo, hrefOf } from '../router/useRoute.ts';
import { DirectionButton } from '../runs/DirectionButton.tsx';
import { seekCard } from '../runs/useSoughtCard.ts';
import { useView } from '../runs/useView.ts';
import { searchElsewhere } from '../runs/viewPlace.ts';
import { formatDuration } from '../ui/formatAge.ts';
import { formatNumber, formatWhole, fullNumber } from '../ui/formatNumber.ts';
import { printTied } from './logTie.ts';
import { searchWith } from './searchWith.ts';

interface RunHeaderProps {
  run: RunDetail;
  reference: string;
  tab: RunTab;
  hasSystem: boolean;
  color: string;
}

/** Name, state and what matters first; the tabs below. */
export function RunHeader({ run, reference, tab, hasSystem, color }: RunHeaderProps) {
  const tabs = RUN_TABS.filter((name) => name !== 'system' || hasSystem || name === tab);
  const [view, setView] = useView();
  const nan = run.first_nan;
  const facts = [
    run.duration !== null && { label: 'duration', value: formatDuration(run.duration), title: `${run.duration} s` },
    run.last_step !== null && { label: 'last step', value: formatWhole(run.last_step), title: '' },
    typeof run.best_metric_value === 'number' && {
      label: `best ${run.best_metric_name ?? ''}`,
      value: formatNumber(run.best_metric_value),
      title: `${fullNumber(run.best_metric_value)}${run.best_metric_step === null ? '' : ` at step ${run.best_metric_step}`}`,
    },
  ].filter((fact) => fact !== false);
  const toNan = (): void => {
    if (nan === null) return;
    const { step, metric } = nan;
    const search =
      step === null
        ? searchWith({}, {})
        : searchWith(
            { x: 'step', zoom: [Math.max(0, step - 50), step + 50] },
            { at: printTied({ kind: 'point', axis: 'step', x: step, metric }) },
          );
    goTo({ page: 'run', run: reference, tab: 'charts' }, search);
    seekCard(metric);
  };
  return (
    <header className="run-head">
      <div className="run-line">
        <span className="run-swatch" style={{ background: color }} />
        <h1 title={`${run.path}/${run.id}`}>
          <bdi>{run.alias ?? run.key ?? run.id}</bdi>
        </h1>
        <span className="run-id">{run.display_id}</span>
        <span className={`run-status ${run.status}`} title={run.exit_reason ?? ''}>
          {run.status}
        </span>
        <dl className="run-facts">
          {facts.map(({ label, value, title }) => (
            <Fragment key={label}>
              <dt title={label}>
                <bdi>{label}</bdi>
              </dt>
              <dd title={title}>{value}</dd>
            </Fragment>
          ))}
        </dl>
        {run.primary_metric !== null && run.primary_metric === run.best_metric_name && (
          <DirectionButton project={run.project} metric={run.primary_metric} mode={run.primary_mode} />
        )}
        {nan !== null && (
          <button type="button" className="run-nan" onClick={toNan} title={`${nan.metric}: show the place`}>
            first NaN at {nan.step === null ? 'a point without step' : formatWhole(nan.step)}
          </button>
        )}
      </div>
      <nav className="run-tabs" aria-label="Parts of the run">
        {tabs.map((name) => (
          <a
            key={name}
            href={hrefOf({ page: 'run', run: reference, tab: name }) + searchElsewhere(view)}
            aria-current={name === tab ? 'page' : undefined}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey) return;
              event.preventDefault();
              goTo({ page: 'run', run: reference, tab: name }, searchElsewhere());
            }}
          >
            {name}
          </a>
        ))}
        {(tab === 'charts' || tab === 'system') && (
          <button
            type="button"
            aria-pressed={view.panels.includes('log')}
            title="Log below the charts ( ` )"
            onClick={() =>
              setView({
                panels: view.panels.includes('log') ? view.panels.filter((p) => p !== 'log') : [...view.panels, 'log'],
              })
            }
          >
            log below
          </button>
        )}
      </nav>
    </header>
  );
}
