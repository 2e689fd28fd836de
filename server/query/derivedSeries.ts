import {
  AGGREGATION_LABEL,
  type AggregationFn,
  type AggregationRule,
  outputCoordinate,
  readAggregationRules,
} from '../../shared/aggregationRules.ts';
import { type SeriesId, seriesKey } from '../columns/seriesKey.ts';
import type { RunState } from '../ingest/runState.ts';
import { type AggregatedPoints, aggregate } from './aggregate.ts';
import type { View } from './currentView.ts';
import type { DetailedView } from './detailedPoints.ts';
import type { RunSeries } from './runReader.ts';
import { saidBy } from './runRows.ts';

/** What an aggregation rule makes of some logged series. */
export interface Derived {
  fn: AggregationFn;
  /** This series and those of the same sources: one for each function. */
  siblings: { fn: AggregationFn; id: SeriesId; key: string }[];
  sources: RunSeries[];
  /** Coordinate (or label) of a point that is the step of the output; null: its own step. */
  coordinate: string | null;
}

/**
 * The series that the run's aggregation rules derive from its logged ones, never from each other. Where two rules, or a rule and
 * the script, give the same series, what was logged counts, then the rule that stands first.
 */
export function derivedSeries(run: RunState, logged: readonly RunSeries[]): RunSeries[] {
  const { rules } = readAggregationRules(saidBy(run).meta.aggregation_rules);
  const taken = new Set(logged.map(({ key }) => key));
  return rules.flatMap((rule) => seriesOf(rule, logged, taken));
}

function seriesOf(rule: AggregationRule, logged: readonly RunSeries[], taken: Set<string>): RunSeries[] {
  const coordinate = outputCoordinate(rule);
  const groups = new Map<string, { id: SeriesId; sources: RunSeries[] }>();
  for (const series of logged) {
    if (!isSource(series.id, rule)) continue;
    const id = outputId(series.id, rule, coordinate);
    const key = seriesKey(id.name, id.scale, id.labels);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { id, sources: [series] });
    else known.sources.push(series);
  }
  return [...groups.values()].flatMap(({ id, sources }) => {
    const siblings = rule.fns.map((fn) => namedBy(fn, id)).filter(({ key }) => !taken.has(key));
    for (const { key } of siblings) taken.add(key);
    return siblings.map((one) => ({
      key: one.key,
      id: one.id,
      sources: [],
      derived: { fn: one.fn, siblings, sources, coordinate },
    }));
  });
}

function namedBy(fn: AggregationFn, { name, scale, labels }: SeriesId): Derived['siblings'][number] {
  const id: SeriesId = { name, scale, labels: { ...labels, [AGGREGATION_LABEL]: fn } };
  return { fn, id, key: seriesKey(name, scale, id.labels) };
}

function isSource({ name, scale, labels }: SeriesId, rule: AggregationRule): boolean {
  if (scale !== rule.source_scale) return false;
  if (rule.metric_name !== null) return name === rule.metric_name;
  return rule.aggregate_over_labels.every((label) => Object.hasOwn(labels, label));
}

function outputId({ name, labels }: SeriesId, rule: AggregationRule, coordinate: string | null): SeriesId {
  const { aggregate_over_labels: over, output_scale, output_metric_name, output_name_suffix } = rule;
  const isStripped = (label: string): boolean =>
    over.length === 0 || over.includes(label) || label === coordinate || label === AGGREGATION_LABEL;
  return {
    name: output_metric_name ?? `${name}${output_name_suffix ?? ''}`,
    scale: output_scale,
    labels: Object.fromEntries(Object.entries(labels).filter(([label]) => !isStripped(label))),
  };
}

/** The current views of a derived series and its siblings, by key. `views[i]` is the current view of the i-th source. */
export function derivedViews(
  { siblings, sources, coordinate }: Derived,
  views: readonly DetailedView[],
): Map<string, View> {
  const points = views.map((view, i) => pointsOn(view, sources[i] as RunSeries, coordinate));
  const made = aggregate(
    points,
    siblings.map(({ fn }) => fn),
  );
  return new Map(siblings.map(({ fn, key }) => [key, made.get(fn) as View]));
}

function pointsOn({ view, details }: DetailedView, { id }: RunSeries, coordinate: string | null): AggregatedPoints {
  if (coordinate === null) return view;
  const label = Object.hasOwn(id.labels, coordinate) ? stepOf(id.labels[coordinate] as string) : Number.NaN;
  const step = Float64Array.from(details, ({ coords }) => {
    const at = coords !== null && Object.hasOwn(coords, coordinate) ? (coords[coordinate] as number) : label;
    return Number.isInteger(at) ? at : Number.NaN;
  });
  return { ...view, step };
}

/** Who logs without the helpers may carry the coordinate as a label. */
function stepOf(text: string): number {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
}
