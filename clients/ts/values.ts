import { InvalidMetricError } from './errors.ts';

/** What stands for one number: a number, a bigint, a tensor or typed array of one element. */
export type MetricValue = number | bigint | NumberLike;
export type Labels = Readonly<Record<string, unknown>>;

/** A tensor as TensorFlow.js has it. */
export interface NumberLike {
  readonly size?: number;
  readonly length?: number;
  dataSync?(): ArrayLike<number | bigint>;
  readonly [index: number]: number | bigint;
}

const LONGEST_NAME = 1024;
const BEYOND_DOUBLES = 1n << 1024n;

/** The plain number that a value stands for. Throws InvalidMetricError when it stands for none, or for several. */
export function toNumber(value: unknown): number | bigint {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (value instanceof Number) return value.valueOf();
  const elements = elementsOf(value);
  const [first] = Array.from(elements ?? []);
  if (elements?.length === 1 && (typeof first === 'number' || typeof first === 'bigint')) return first;
  throw new InvalidMetricError(`a value is a number, not ${nameOf(value)}`);
}

function elementsOf(value: unknown): ArrayLike<unknown> | null {
  if (ArrayBuffer.isView(value) && 'length' in value) return value as unknown as ArrayLike<unknown>;
  const tensor = value as Partial<NumberLike> | null;
  if (typeof tensor === 'object' && tensor !== null && typeof tensor.dataSync === 'function' && tensor.size === 1)
    return tensor.dataSync();
  return null;
}

/** A value as JSON text; NaN and infinities as texts, integers with all their digits, -0 as it is. Throws InvalidMetricError. */
export function valueText(given: unknown): string {
  const value = toNumber(given);
  if (typeof value === 'bigint') return integerText(value);
  if (Number.isNaN(value)) return '"NaN"';
  if (value === Number.POSITIVE_INFINITY) return '"Infinity"';
  if (value === Number.NEGATIVE_INFINITY) return '"-Infinity"';
  return Object.is(value, -0) ? '-0' : String(value);
}

/** Beyond the range of doubles a reader could only see infinity. */
function integerText(value: bigint): string {
  if (value > -BEYOND_DOUBLES && value < BEYOND_DOUBLES) return value.toString();
  return value > 0n ? '"Infinity"' : '"-Infinity"';
}

export function checkName(name: unknown): string {
  if (typeof name !== 'string' || name === '' || name.length > LONGEST_NAME)
    throw new InvalidMetricError(`a metric's name is a text of 1 to ${LONGEST_NAME} characters`);
  return name;
}

/** A whole number. Throws InvalidMetricError naming `what`. */
export function checkInteger(given: unknown, what: string): number {
  const value = typeof given === 'bigint' ? Number(given) : given;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  throw new InvalidMetricError(
    `${what} must be a whole number, not ${typeof value === 'number' ? value : nameOf(given)}`,
  );
}

/** Labels as sorted texts; what is no text becomes its JSON. */
export function labelTexts(labels: unknown): [string, string][] {
  if (typeof labels !== 'object' || labels === null || Array.isArray(labels))
    throw new InvalidMetricError('labels must be an object of texts');
  return Object.entries(labels)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]): [string, string] => [name, typeof value === 'string' ? value : labelText(value)])
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function labelText(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  try {
    return JSON.stringify(value, (_, one: unknown) => (isPlain(one) ? sorted(one) : one)) ?? String(value);
  } catch {
    return String(value);
  }
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sorted(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** JSON in which non-finite numbers are texts, maps objects and sets lists. Throws InvalidMetricError for what contains itself. */
export function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value, (_, one: unknown) => {
      if (typeof one === 'number' && !Number.isFinite(one)) return String(one);
      if (typeof one === 'bigint') return one.toString();
      if (one instanceof Map) return Object.fromEntries(one);
      return one instanceof Set ? [...one] : one;
    });
  } catch (error) {
    throw new InvalidMetricError(`it is no JSON: ${(error as Error).message.split('\n')[0]}`);
  }
}

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'string') return `the text ${JSON.stringify(value.slice(0, 80))}`;
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
