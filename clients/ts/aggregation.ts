import { OptionError } from './errors.ts';

/**
 * Rules that derive series from logged ones. The client checks and keeps them; readers compute them.
 * Source: the Metrana client's documentation ("Aggregation Rules"), which has them switched off on its backend.
 */

/** Function over the values of a group; non-finite values are left out. STD_DEV is the population's. */
export const AggregationFn = {
  AGGREGATION_FN_MEAN: 'mean',
  AGGREGATION_FN_MAX: 'max',
  AGGREGATION_FN_SUM: 'sum',
  AGGREGATION_FN_MIN: 'min',
  AGGREGATION_FN_STD_DEV: 'std_dev',
  AGGREGATION_FN_COUNT: 'count',
} as const;

export interface AggregationRule {
  /** Without one the rule applies to every metric of `sourceScale` that has all of `aggregateOverLabels`. */
  metricName?: string | null;
  /** ML_STEP by default, as is `outputScale`. */
  sourceScale?: string;
  outputScale?: string;
  /** Each makes a series of its own. At least one; a name (`AGGREGATION_FN_MEAN`) will do. */
  fns: readonly string[];
  /** Stripped from the output: series that agree in all other labels are merged. */
  aggregateOverLabels?: readonly string[];
  /** Only with `metricName`, which is the default. */
  outputMetricName?: string | null;
  /** Appended to each source's name where `metricName` is absent. */
  outputNameSuffix?: string | null;
}

const FIELDS = [
  'metricName',
  'sourceScale',
  'outputScale',
  'fns',
  'aggregateOverLabels',
  'outputMetricName',
  'outputNameSuffix',
];

/** The rules as meta.json keeps them. Throws OptionError naming the rule and the field. */
export function rulesToJson(rules: readonly AggregationRule[]): Record<string, unknown>[] {
  if (!Array.isArray(rules)) throw new OptionError('aggregationRules is not accepted: it is a list of rules');
  return rules.map((rule, index) => ruleToJson(rule, `aggregationRules[${index}]`));
}

function ruleToJson(rule: AggregationRule, place: string): Record<string, unknown> {
  if (typeof rule !== 'object' || rule === null) throw new OptionError(`${place} must be an object`);
  for (const name of Object.keys(rule))
    if (!FIELDS.includes(name)) throw new OptionError(`${place} has no field ${name}: it has ${FIELDS.join(', ')}`);
  const { metricName = null, outputMetricName = null, outputNameSuffix = null } = rule;
  const fns = (rule.fns ?? []).map((fn) => parseFn(fn, place));
  if (fns.length === 0) throw new OptionError(`${place}.fns is empty: at least one AggregationFn is required`);
  if (outputMetricName !== null && metricName === null)
    throw new OptionError(`${place}.outputMetricName is only accepted together with metricName`);
  return {
    metric_name: metricName,
    source_scale: String(rule.sourceScale ?? 'ML_STEP'),
    output_scale: String(rule.outputScale ?? 'ML_STEP'),
    fns,
    aggregate_over_labels: (rule.aggregateOverLabels ?? []).map(String),
    output_metric_name: outputMetricName,
    output_name_suffix: outputNameSuffix,
  };
}

function parseFn(fn: unknown, place: string): string {
  for (const [name, value] of Object.entries(AggregationFn))
    if (fn === value || fn === name || fn === name.replace('AGGREGATION_FN_', '')) return value;
  const accepted = Object.keys(AggregationFn).join(', ');
  throw new OptionError(`${place}.fns holds ${JSON.stringify(fn)}: it is one of ${accepted}`);
}
