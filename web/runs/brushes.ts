import type { RunRow } from '../../shared/run.ts';
import type { Cell, CellOf } from './cells.ts';

/** Of a column the runs whose number lies in a range (inclusive), or whose text is one of some. */
export type Brush = { column: string; range: readonly [number, number] } | { column: string; texts: readonly string[] };

/** Whether the run is in every brush. A run without the value is in none. */
export function inBrushes(brushes: readonly Brush[], row: RunRow, cellOf: CellOf): boolean {
  return brushes.every((brush) => inBrush(brush, cellOf(row, brush.column)));
}

function inBrush(brush: Brush, cell: Cell): boolean {
  if ('texts' in brush) return cell !== null && brush.texts.includes(String(cell));
  return typeof cell === 'number' && cell >= brush.range[0] && cell <= brush.range[1];
}

/** The brushes with that of a column replaced, or taken away (null). */
export function withBrush(brushes: readonly Brush[], column: string, brush: Brush | null): Brush[] {
  const others = brushes.filter((one) => one.column !== column);
  return brush === null ? others : [...others, brush];
}

/** As the address has them: `0.0001..0.01@config.lr`, `["adam","sgd"]@config.optimizer`. What cannot be read is dropped. */
export function parseBrushes(texts: readonly string[]): Brush[] {
  return texts.flatMap((text) => (text.startsWith('[') ? parseTexts(text) : parseRange(text)));
}

export function printBrushes(brushes: readonly Brush[]): string[] {
  return brushes.map((brush) =>
    'texts' in brush ? `${JSON.stringify(brush.texts)}@${brush.column}` : `${brush.range.join('..')}@${brush.column}`,
  );
}

function parseRange(text: string): Brush[] {
  const at = text.indexOf('@');
  const column = text.slice(at + 1);
  const [low = Number.NaN, high = Number.NaN, ...more] = text.slice(0, Math.max(0, at)).split('..').map(numberIn);
  return column !== '' && low <= high && more.length === 0 ? [{ column, range: [low, high] }] : [];
}

function numberIn(text: string): number {
  return text === '' ? Number.NaN : Number(text);
}

/** A text may itself hold "]@": the list ends at the first place where it is one. */
function parseTexts(text: string): Brush[] {
  for (let at = text.indexOf(']@'); at >= 0; at = text.indexOf(']@', at + 1)) {
    const column = text.slice(at + 2);
    const texts = listIn(text.slice(0, at + 1));
    if (texts !== null) return texts.length > 0 && column !== '' ? [{ column, texts }] : [];
  }
  return [];
}

function listIn(text: string): string[] | null {
  try {
    const list = JSON.parse(text) as unknown;
    return Array.isArray(list) && list.every((one) => typeof one === 'string') ? list : null;
  } catch {
    return null;
  }
}
