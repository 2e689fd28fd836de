import { stripEscapes } from '../../shared/escapes.ts';

/** C0, DEL, C1, line separators, marks and controls of writing direction: what may act on a terminal or lie to its reader. */
const ACTING =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what the function is for.
  /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Text of a run on its way to a terminal: nothing in it may act there. One line. */
export function plainText(text: string): string {
  return stripEscapes(text).replace(ACTING, '\ufffd');
}

/** JSON on one line; what may act on a terminal is escaped, so that the value stays what it is. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replace(
    ACTING,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

export interface TableOptions {
  /** Columns of numbers, which end below each other. */
  right?: readonly number[];
  /** Styles a cell that has its width already. */
  style?: (cell: string, column: number, row: number) => string;
}

/** Columns of equal width, two spaces apart; the last one is as long as it is. */
export function textTable(rows: readonly (readonly string[])[], { right = [], style }: TableOptions = {}): string {
  const all = rows.map((row) => row.map(plainText));
  const widths: number[] = [];
  for (const row of all) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, width(cell));
  const lines = all.map((row, at) => {
    const end = row.findLastIndex((cell) => cell !== '');
    const cells = row.slice(0, end + 1).map((cell, i) => {
      const space = ' '.repeat((widths[i] ?? 0) - width(cell));
      const padded = right.includes(i) ? `${space}${cell}` : i === end ? cell : `${cell}${space}`;
      return style === undefined ? padded : style(padded, i, at);
    });
    return `${cells.join('  ')}\n`;
  });
  return lines.join('');
}

const segments = new Intl.Segmenter();
/** East Asian wide characters and pictures take two columns. */
const WIDE =
  /^[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|^\p{Emoji_Presentation}/u;

/** Columns that a text takes on a terminal. */
function width(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let columns = 0;
  for (const { segment } of segments.segment(text)) columns += WIDE.test(segment) ? 2 : 1;
  return columns;
}

/** Whole numbers as they are, others in at most six digits; `--json` has all of them. "" for null. */
export function shortNumber(value: number | string | null): string {
  if (value === null) return '';
  return typeof value !== 'number' || Number.isSafeInteger(value)
    ? String(value)
    : String(Number(value.toPrecision(6)));
}

/** Unix seconds as `2026-11-20 18:42:22`, in this machine's zone. */
export function shortTime(seconds: number): string {
  if (!(seconds > 0)) return '';
  const date = new Date(seconds * 1000);
  const two = (n: number): string => String(n).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}

/** Seconds as `1 h 03 min`, `12 min 05 s`, `3.2 s`. */
export function shortDuration(seconds: number): string {
  const two = (n: number): string => String(Math.floor(n)).padStart(2, '0');
  if (seconds < 60) return `${Number(seconds.toPrecision(2))} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  return `${Math.floor(seconds / 3_600)} h ${two((seconds % 3_600) / 60)} min`;
}
