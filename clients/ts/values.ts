import { InvalidMetricError } from './errors.ts';

export type MetricValue = number | bigint;
export type Labels = Readonly<Record<string, unknown>>;

const LONGEST_NAME = 1024;

/** A value as JSON text; NaN and infinities as texts, integers with all their digits, -0 as it is. Throws for what is no number. */
export function valueText(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'number') throw new InvalidMetricError(`a value is a number, not ${nameOf(value)}`);
  if (Number.isNaN(value)) return '"NaN"';
  if (value === Number.POSITIVE_INFINITY) return '"Infinity"';
  if (value === Number.NEGATIVE_INFINITY) return '"-Infinity"';
  return Object.is(value, -0) ? '-0' : JSON.stringify(value);
}

export function checkName(name: unknown): string {
  if (typeof name !== 'string' || name === '' || name.length > LONGEST_NAME)
    throw new InvalidMetricError(`a metric's name is a text of 1 to ${LONGEST_NAME} characters`);
  return name;
}

export function checkStep(step: unknown): number {
  if (typeof step !== 'number' || !Number.isInteger(step)) throw new InvalidMetricError('step: a whole number');
  return step;
}

/** Labels as sorted texts; what is no text becomes its JSON. */
export function labelTexts(labels: unknown): [string, string][] {
  if (typeof labels !== 'object' || labels === null || Array.isArray(labels))
    throw new InvalidMetricError('labels: an object of texts');
  return Object.entries(labels)
    .map(([name, value]): [string, string] => [name, typeof value === 'string' ? value : JSON.stringify(value)])
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** JSON in which non-finite numbers are texts. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'number' && !Number.isFinite(one) ? String(one) : typeof one === 'bigint' ? one.toString() : one,
  );
}

function nameOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
