import type { RunRow } from '../../shared/run.ts';
import { logTicks, numberTicks, type Ticks, xTicks } from '../charts/ticks.ts';
import type { Brush } from '../runs/brushes.ts';
import type { Cell, CellOf } from '../runs/cells.ts';
import { fieldKind } from '../runs/columns.ts';
import { numberExtent } from '../runs/numberExtent.ts';
import { formatDuration, formatTime } from '../ui/formatAge.ts';
import { briefNumber } from '../ui/formatNumber.ts';

/** How somebody wants an axis; null is as the values suggest. */
export interface AxisSettings {
  column: string;
  log: boolean | null;
  inverted: boolean;
}

/** A vertical axis of parallel coordinates, or an axis of a scatter. Places run from 0 (low end) to 1. */
export type Axis = NumberAxis | TextAxis;

interface NumberAxis {
  kind: 'number';
  column: string;
  inverted: boolean;
  log: boolean;
  low: number;
  high: number;
  ticks: Ticks;
}

interface TextAxis {
  kind: 'text';
  column: string;
  inverted: boolean;
  texts: string[];
}

const TICKS = 5;
const texts = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** The axis that the runs' values need; null where no run has a value. A column that holds any text is an axis of texts. */
export function axisOf(settings: AxisSettings, rows: readonly RunRow[], cellOf: CellOf): Axis | null {
  const { column, inverted } = settings;
  const cells = rows.map((row) => cellOf(row, column)).filter((cell) => cell !== null);
  if (cells.some((cell) => typeof cell === 'string')) {
    const sorted = [...new Set(cells.map(String))].sort((a, b) => texts.compare(a, b) || (a < b ? -1 : 1));
    return { kind: 'text', column, inverted, texts: sorted };
  }
  const extent = numberExtent(cells);
  if (extent === null) return null;
  const { least, most, wide } = extent;
  const log = least > 0 && (settings.log ?? (wide && fieldKind(column) !== 'time'));
  if (least === most) {
    const [low, high] = apart(least, log);
    return { kind: 'number', column, inverted, log, low, high, ticks: onlyTick(column, least) };
  }
  const ticks = log ? logTicks(least, most, TICKS) : axisTicks(column, least, most);
  return { kind: 'number', column, inverted, log, low: least, high: most, ticks };
}

/** Ticks of a linear axis: a field that is a time or a duration is marked as one. */
export function axisTicks(column: string, low: number, high: number): Ticks {
  const kind = fieldKind(column);
  if (kind === 'time') return xTicks('wall', low, high, TICKS);
  return kind === 'duration' ? xTicks('relative', low, high, TICKS) : numberTicks(low, high, TICKS);
}

function onlyTick(column: string, value: number): Ticks {
  return { values: [value], labels: [valueText(column, value)], base: null };
}

/** A value of a column in brief, for a label. */
export function valueText(column: string, value: number): string {
  const kind = fieldKind(column);
  if (kind === 'time') return formatTime(value);
  return kind === 'duration' ? formatDuration(value) : briefNumber(value);
}

/** Room around a single value. */
function apart(value: number, log: boolean): [number, number] {
  if (log) return [value / 2, value * 2];
  const room = value === 0 ? 1 : Math.abs(value) / 2;
  return [value - room, value + room];
}

/** Where a value stands, or null where it has no place: nothing, NaN, infinite, a number that is not above 0 on a log axis. */
export function placeOn(axis: Axis, cell: Cell): number | null {
  const place = uprightPlace(axis, cell);
  return place === null || !axis.inverted ? place : 1 - place;
}

function uprightPlace(axis: Axis, cell: Cell): number | null {
  if (cell === null) return null;
  if (axis.kind === 'text') {
    const at = axis.texts.indexOf(String(cell));
    return at < 0 ? null : textPlace(axis, at);
  }
  if (typeof cell !== 'number') return null;
  const { low, high, log } = axis;
  const place = log ? (Math.log(cell) - Math.log(low)) / (Math.log(high) - Math.log(low)) : (cell - low) / (high - low);
  return Number.isFinite(place) ? place : null;
}

/** Texts stand in the middle of equal shares of the axis. */
function textPlace({ texts }: TextAxis, index: number): number {
  return (index + 0.5) / texts.length;
}

/** What a stretch of the axis (two places, in any order) chooses; null where it chooses nothing. */
export function brushAt(axis: Axis, from: number, to: number): Brush | null {
  const [a, b] = axis.inverted ? [1 - from, 1 - to] : [from, to];
  const [low, high] = [Math.min(a, b), Math.max(a, b)];
  if (axis.kind === 'number') return { column: axis.column, range: [valueAt(axis, low), valueAt(axis, high)] };
  const chosen = axis.texts.filter((_, index) => {
    const place = textPlace(axis, index);
    return place >= low && place <= high;
  });
  return chosen.length === 0 ? null : { column: axis.column, texts: chosen };
}

function valueAt({ low, high, log }: NumberAxis, place: number): number {
  // The ends are exactly the ends: a brush over all of an axis loses no run to rounding.
  if (place <= 0) return low;
  if (place >= 1) return high;
  return log ? Math.exp(Math.log(low) + place * (Math.log(high) - Math.log(low))) : low + place * (high - low);
}

/** The stretch that a brush covers, [low, high] in places; null where the brush does not belong to this axis. */
export function brushPlaces(axis: Axis, brush: Brush): [number, number] | null {
  if (brush.column !== axis.column) return null;
  if ('range' in brush) {
    if (axis.kind !== 'number') return null;
    const ends = brush.range.map((end) => placeOn(axis, Math.min(axis.high, Math.max(axis.low, end))) ?? 0);
    return [Math.min(...ends), Math.max(...ends)];
  }
  if (axis.kind !== 'text') return null;
  const half = 0.5 / axis.texts.length;
  const places = brush.texts.map((text) => placeOn(axis, text)).filter((place) => place !== null);
  return places.length === 0 ? null : [Math.min(...places) - half, Math.max(...places) + half];
}

/** As the address has it: `l` log, `n` linear, `i` inverted, then the column. */
export function parseAxis(text: string): AxisSettings | null {
  const [, flags, column] = /^([lni]*)@(.+)$/s.exec(text) ?? [];
  if (flags === undefined || column === undefined) return null;
  return {
    column,
    log: flags.includes('l') ? true : flags.includes('n') ? false : null,
    inverted: flags.includes('i'),
  };
}

export function printAxis({ column, log, inverted }: AxisSettings): string {
  return `${log === null ? '' : log ? 'l' : 'n'}${inverted ? 'i' : ''}@${column}`;
}
