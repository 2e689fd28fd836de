import { formatAgo, formatDuration, formatTime } from '../ui/formatAge.ts';
import { briefNumber, formatNumber, fullNumber } from '../ui/formatNumber.ts';
import type { Cell } from './cells.ts';
import type { ColumnStatistics } from './columnStatistics.ts';
import type { ColumnKind } from './columns.ts';

/** A cell as it is shown, and in full for the title and for copying. */
export interface CellText {
  text: string;
  full: string;
}

const EMPTY: CellText = { text: '', full: '' };

/** `now` is Unix seconds. */
export function cellText(cell: Cell, kind: ColumnKind, now: number): CellText {
  if (cell === null) return EMPTY;
  if (typeof cell === 'string') return { text: cell, full: cell };
  if (kind === 'time') return { text: formatAgo(Math.max(0, now - cell)), full: formatTime(cell) };
  if (kind === 'duration') return { text: formatDuration(cell), full: `${fullNumber(cell)} s` };
  return { text: kind === 'setting' ? briefNumber(cell) : formatNumber(cell), full: fullNumber(cell) };
}

/** What stands in a group's cell: the mean with ± its sample standard deviation, or what all runs share. */
export function groupText(statistics: ColumnStatistics, kind: ColumnKind, now: number): CellText {
  const { n, mean, std, text, texts } = statistics;
  if (n === 0) {
    if (text !== null) return { text, full: text };
    return texts > 1 ? { text: `${texts} values`, full: `${texts} different values` } : EMPTY;
  }
  if (kind === 'time' || n === 1) return cellText(mean, kind, now);
  const one = (value: number): string => (kind === 'duration' ? formatDuration(value) : formatNumber(value));
  if (std === 0) return { text: cellText(mean, kind, now).text, full: `${fullNumber(mean)} in all ${n} runs` };
  return {
    text: `${one(mean)} ± ${kind === 'duration' ? formatDuration(std) : brief(std)}`,
    full: `mean ${fullNumber(mean)}, sample standard deviation ${fullNumber(std)}, N = ${n}`,
  };
}

/** Two digits of a spread say enough. */
function brief(value: number): string {
  return formatNumber(Number(value.toPrecision(2)))
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
}

/** How a number stands to the baseline's: `+0.0123` with `+1.3 %`. null where there is nothing to compare. */
export function deltaText(cell: Cell, baseline: Cell): CellText | null {
  if (typeof cell !== 'number' || typeof baseline !== 'number') return null;
  const delta = cell - baseline;
  if (!Number.isFinite(delta)) return null;
  if (delta === 0) return { text: '=', full: 'as the baseline' };
  const sign = delta > 0 ? '+' : '';
  const absolute = `${sign}${formatNumber(delta)}`;
  if (baseline === 0) return { text: absolute, full: `${sign}${fullNumber(delta)} against 0` };
  const percent = (100 * delta) / Math.abs(baseline);
  const size = Math.abs(percent);
  const relative = size >= 1000 ? absolute : `${sign}${minus(percent.toFixed(size < 10 ? 1 : 0))} %`;
  return { text: relative, full: `${sign}${fullNumber(delta)} against ${fullNumber(baseline)}` };
}

function minus(text: string): string {
  return text.replace(/^-/, '−');
}
