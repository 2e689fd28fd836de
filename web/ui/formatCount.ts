const GROUPED = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const UNITS: [number, string][] = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
];

/** How many of something, short: `412`, `9,999`, `11 k`, `1.2 M`. */
export function formatCount(count: number): string {
  if (count < 10_000) return GROUPED.format(count);
  return withUnit(count, UNITS, '');
}

/** Bytes in decimal units: `512 B`, `1.2 MB`. */
export function formatBytes(bytes: number): string {
  return bytes < 1000 ? `${bytes}\u00a0B` : withUnit(bytes, UNITS, 'B');
}

/** `1 run`, `412 runs`. */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)}\u00a0${noun}${count === 1 ? '' : 's'}`;
}

function withUnit(value: number, units: [number, string][], suffix: string): string {
  for (const [size, unit] of units) {
    const scaled = value / size;
    if (scaled < 0.9995) continue;
    return `${scaled < 9.95 ? scaled.toFixed(1) : Math.round(scaled)}\u00a0${unit}${suffix}`;
  }
  return `${value}${suffix === '' ? '' : `\u00a0${suffix}`}`;
}
