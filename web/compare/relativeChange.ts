/**
 * (value − base) / |base|, or null where that says nothing: a value is missing or not finite, or the base is 0 and the
 * value is not.
 */
export function relativeChange(value: number | null, base: number | null): number | null {
  if (value === null || base === null || !Number.isFinite(value) || !Number.isFinite(base)) return null;
  if (value === base) return 0;
  return base === 0 ? null : (value - base) / Math.abs(base);
}

/** `+12.4 %`, `−0.03 %`, `×31` where a percentage would be long; `0` where nothing changed. */
export function changeText(change: number): string {
  if (change === 0) return '0';
  const sign = change < 0 ? '−' : '+';
  const percent = Math.abs(change) * 100;
  if (change > 10) return `×${(change + 1).toPrecision(3)}`;
  return `${sign}${percent >= 100 ? percent.toFixed(0) : percent.toPrecision(2)}\u00a0%`;
}
