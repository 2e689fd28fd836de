import { axisMetric, type OwnAxis, type XAxis } from '../../shared/series.ts';

const AXES: { axis: OwnAxis; name: string; title: string }[] = [
  { axis: 'step', name: 'Step', title: 'x is the step (1)' },
  { axis: 'relative', name: 'Relative', title: 'x is the time since the run began (2)' },
  { axis: 'wall', name: 'Wall', title: 'x is the time of day (3)' },
  { axis: 'relstep', name: 'Rel. step', title: 'x is the step since the run’s first (4)' },
];

/** More names than this nobody looks through: the filter of metrics makes them fewer. */
const MOST = 100;

interface XAxisControlProps {
  x: XAxis;
  /** Metrics that can stand on the axis. */
  metrics: readonly string[];
  onAxis: (x: XAxis) => void;
}

/** What stands on x: a step, a time, or another metric of the run at the same step. Where there is little room, one list of all. */
export function XAxisControl({ x, metrics, onAxis }: XAxisControlProps) {
  const metric = axisMetric(x);
  const first = metrics.slice(0, MOST);
  const names = metric === null || first.includes(metric) ? first : [metric, ...first];
  return (
    <fieldset className="segments">
      <legend className="unseen">x axis</legend>
      {AXES.map(({ axis, name, title }) => (
        <button key={axis} type="button" aria-pressed={x === axis} title={title} onClick={() => onAxis(axis)}>
          {name}
        </button>
      ))}
      <select
        className="x-any"
        aria-label="x is"
        title="What stands on x (1 2 3 4)"
        value={x}
        onChange={(event) => onAxis(event.target.value as XAxis)}
      >
        {AXES.map(({ axis, name }) => (
          <option key={axis} value={axis}>
            {name}
          </option>
        ))}
        {names.map((name) => (
          <option key={name} value={`metric:${name}`}>
            {name}
          </option>
        ))}
      </select>
      {names.length > 0 && (
        <select
          className={metric === null ? 'x-metric' : 'x-metric chosen'}
          aria-label="x is a metric"
          title="x is another metric of the run at the same step"
          value={metric ?? ''}
          onChange={(event) => onAxis(event.target.value === '' ? 'step' : `metric:${event.target.value}`)}
        >
          <option value="">Metric</option>
          {names.map((name) => (
            <option key={name}>{name}</option>
          ))}
          {metrics.length > MOST && <option disabled>{metrics.length - MOST} more: filter metrics</option>}
        </select>
      )}
    </fieldset>
  );
}
