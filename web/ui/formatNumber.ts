const GROUPED = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const LONGEST_PLAIN = 1e6;
const LONGEST_SETTING = 8;
const SMALLEST_PLAIN = 1e-3;
const LARGEST_DECIMAL = 1e5;

/** A value with four significant digits: `0.9778`, `12.35`, `41,232`, `3e-4`, `NaN`, `+Inf`. The full value belongs into a title. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '−Inf';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < LONGEST_PLAIN) return minus(GROUPED.format(value));
  if (size >= LARGEST_DECIMAL || size < SMALLEST_PLAIN) return minus(exponential(value));
  return minus(size >= 1000 ? GROUPED.format(value) : value.toPrecision(4));
}

/** As short as four significant digits allow, for names: `0.01`, `3e-4`, `256`. */
export function briefNumber(value: number): string {
  const text = formatNumber(value);
  return /^[−\d,]+\.\d+$/.test(text) ? text.replace(/\.?0+$/, '') : text;
}

/** A setting as somebody wrote it, which has few digits and may be a time; what has more was computed, and gets four. */
export function settingNumber(value: number): string {
  const full = fullNumber(value);
  const isComputed = !Number.isInteger(value) && Math.abs(value) < LARGEST_DECIMAL && full.length > LONGEST_SETTING;
  return isComputed ? briefNumber(value) : full;
}

/** A step or another whole number, every digit: `1,234,567`. */
export function formatWhole(value: number): string {
  return minus(GROUPED.format(value));
}

/** The number as JavaScript writes it, which reads back exactly. */
export function fullNumber(value: number): string {
  return Object.is(value, -0) ? '0' : String(value);
}

function exponential(value: number): string {
  const [mantissa = '', exponent = ''] = value.toExponential(3).split('e');
  return `${mantissa.replace(/\.?0+$/, '')}e${exponent.replace('+', '')}`;
}

/** A true minus sign is as wide as a digit; a hyphen is not. */
function minus(text: string): string {
  return text.replace(/^-/, '−');
}
