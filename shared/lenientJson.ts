/**
 * JSON as Python's `json.dumps` writes it: the bare tokens NaN, Infinity and -Infinity stand where a number may stand.
 * They become the strings "NaN", "Infinity", "-Infinity", which is also how Stepwell's own writers spell them.
 */
const BARE = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/gs;

/** Quotes the bare tokens of a JSON text; what stands inside strings is left alone. */
export function quoteBareNumbers(text: string): string {
  return text.replace(BARE, (token) => (token.charCodeAt(0) === 34 ? token : `"${token}"`));
}

/** Whether the text needs `quoteBareNumbers`: far cheaper than an exception per line. */
export function mayHoldBareNumbers(text: string): boolean {
  return text.includes('NaN') || text.includes('Infinity');
}

/** Parses JSON with Python's bare tokens. Throws SyntaxError like JSON.parse. */
export function parseLenientJson(text: string): unknown {
  return JSON.parse(mayHoldBareNumbers(text) ? quoteBareNumbers(text) : text);
}

/** The number that a JSON value stands for as a metric value, or undefined when it is no number. */
export function toMetricValue(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  switch (value) {
    case 'NaN':
    case 'nan':
      return Number.NaN;
    case 'Infinity':
    case 'inf':
      return Number.POSITIVE_INFINITY;
    case '-Infinity':
    case '-inf':
      return Number.NEGATIVE_INFINITY;
    default:
      return undefined;
  }
}

/**
 * The step that a JSON value stands for: an integer, or a float or string that is a whole number. null when it is none.
 * "4.0" is a whole number, true and "4.5" are not.
 */
export function toStep(value: unknown): number | null {
  if (typeof value === 'number') return Number.isInteger(value) ? value + 0 : null;
  if (typeof value !== 'string' || !/^\s*[+-]?\d+(\.0*)?\s*$/.test(value)) return null;
  const number = Number(value);
  return Number.isInteger(number) ? number + 0 : null;
}
