import type { Json } from './run.ts';

/** How one series is derived from others; what meta.json keeps under `aggregation_rules`, in the order of its list. */
export interface AggregationRule {
  /** null: every metric of the source scale that has all of `aggregate_over_labels`. */
  metric_name: string | null;
  source_scale: string;
  output_scale: string;
  /** At least one; each makes a series of its own, told apart by the label `aggregation`. */
  fns: AggregationFn[];
  /** Labels that are stripped: series that are equal in all others are merged. Empty merges all of a name. */
  aggregate_over_labels: string[];
  /** Only together with `metric_name`. */
  output_metric_name: string | null;
  /** Appended to the source's name unless `output_metric_name` says the name. */
  output_name_suffix: string | null;
}

/** Over the finite values of a group; `std_dev` is the population's. */
export type AggregationFn = 'mean' | 'max' | 'sum' | 'min' | 'std_dev' | 'count';

/** The label that tells the functions of a rule apart. */
export const AGGREGATION_LABEL = 'aggregation';

const FNS: readonly AggregationFn[] = ['mean', 'max', 'sum', 'min', 'std_dev', 'count'];

/** From coarse to fine: a point of a scale lies within one of each scale before it. */
const SCALES = ['ML_STEP', 'EPISODE', 'ENVIRONMENT_STEP'];

/** The coordinate of a point that is its step on a coarser scale. */
const COORDINATES = new Map([
  ['ML_STEP', 'rl_step'],
  ['EPISODE', 'episode'],
]);

/** The coordinate that gives the output's step; null where the point's own step does. */
export function outputCoordinate({ source_scale, output_scale }: AggregationRule): string | null {
  return source_scale === output_scale ? null : (COORDINATES.get(output_scale) ?? null);
}

/** The rules of a meta.json. A rule that cannot be used is left out and named with its field. */
export function readAggregationRules(value: Json | undefined): { rules: AggregationRule[]; problems: string[] } {
  const [rules, problems]: [AggregationRule[], string[]] = [[], []];
  if (value === undefined || value === null) return { rules, problems };
  if (!Array.isArray(value)) return { rules, problems: ['aggregation_rules: a list of rules'] };
  value.forEach((one, index) => {
    const read = readRule(one);
    if (typeof read === 'string') problems.push(`aggregation_rules[${index}]${read}`);
    else rules.push(read);
  });
  return { rules, problems };
}

function readRule(value: Json): AggregationRule | string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return ': an object';
  const { fns, aggregate_over_labels: labels = [], source_scale = 'ML_STEP', output_scale = 'ML_STEP' } = value;
  for (const name of ['metric_name', 'output_metric_name', 'output_name_suffix'])
    if (!isTextOrNull(value[name])) return `.${name}: text`;
  if (typeof source_scale !== 'string') return '.source_scale: text';
  if (typeof output_scale !== 'string') return '.output_scale: text';
  if (!Array.isArray(labels) || !labels.every((label) => typeof label === 'string'))
    return '.aggregate_over_labels: a list of label names';
  const read = Array.isArray(fns) ? fns.map(readFn) : [];
  if (read.length === 0 || read.includes(null)) return `.fns: at least one of ${FNS.join(', ')}`;
  const rule: AggregationRule = {
    metric_name: textOf(value.metric_name),
    source_scale,
    output_scale,
    fns: [...new Set(read as AggregationFn[])],
    aggregate_over_labels: labels as string[],
    output_metric_name: textOf(value.output_metric_name),
    output_name_suffix: textOf(value.output_name_suffix),
  };
  if (rule.output_metric_name !== null && rule.metric_name === null)
    return '.output_metric_name: only together with metric_name';
  return isReachable(rule) ? rule : `.output_scale: ${output_scale} cannot be made of ${source_scale}`;
}

/** The same scale, or one that the points of the source say where they lie on. */
function isReachable(rule: AggregationRule): boolean {
  if (rule.source_scale === rule.output_scale) return true;
  const [source, output] = [SCALES.indexOf(rule.source_scale), SCALES.indexOf(rule.output_scale)];
  return outputCoordinate(rule) !== null && (source < 0 || output < source);
}

function isTextOrNull(value: Json | undefined): boolean {
  return value === undefined || value === null || typeof value === 'string';
}

function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

/** `mean`, `MEAN` and `AGGREGATION_FN_MEAN` are the same. */
function readFn(value: Json): AggregationFn | null {
  const name = typeof value === 'string' ? value.toLowerCase().replace('aggregation_fn_', '') : '';
  return FNS.find((fn) => fn === name) ?? null;
}
