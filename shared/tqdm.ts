import { replaceEscapes } from './escapes.ts';
import { progressBar } from './progressBar.ts';

/**
 * What a line of a log is to someone who does not want to see progress bars.
 *
 * - `text`: carries something; is never hidden.
 * - `bar`: every frame in it is a frame of a progress bar. `id` tells which bar, `count` how far it is.
 * - `move`: moves the cursor, erases, or wipes with spaces, and shows nothing: what bars leave between their frames.
 * - `blank`: shows nothing, as between two paragraphs.
 */
export type LineKind =
  | { kind: 'text' }
  | { kind: 'bar'; id: string; count: number }
  | { kind: 'move' }
  | { kind: 'blank' };

/** So many spaces and nothing else wipe a bar rather than part two paragraphs. */
const WIPE_SPACES = 20;

const TEXT: LineKind = { kind: 'text' };
const MOVE: LineKind = { kind: 'move' };
const BLANK: LineKind = { kind: 'blank' };

/** Cursor moves, erasures and switching the cursor off: the final letters of what bars write besides text. */
const MOVES = new Set(['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'h', 'l']);

/** Stands for a cursor-up inside a line: the frames before it belong to another bar than those behind it. */
const UP = '\u0001';

/**
 * Tells what a line is (without its newline; `\r` frames and escape sequences included). A line with a single frame that
 * is no bar is text, even where a later frame overwrites it: when in doubt, it is shown.
 */
export function classifyLine(line: string): LineKind {
  if (!mayMatter(line)) return TEXT;
  let moved = false;
  const text = replaceEscapes(line, ({ final }) => {
    if (MOVES.has(final)) moved = true;
    return final === 'A' ? UP : '';
  });
  const rows = text.split(UP).map((row) => row.split('\r').filter((frame) => !isBlank(frame)));
  if (rows.every((row) => row.length === 0)) return moved || isWipe(text) ? MOVE : BLANK;
  const bars = rows.map((row) => row.map(progressBar));
  if (bars.some((row) => row.includes(null))) return TEXT;
  const shown = bars.flatMap((row) => row.at(-1) ?? []);
  return { kind: 'bar', id: shown.map((bar) => bar.id).join('\n'), count: shown.at(-1)?.count ?? 0 };
}

/** Console capture writes the time of day before each line, also before one that is otherwise empty. */
const CLOCK = /^\[\d\d:\d\d:\d\d\] ?/;

/** Every bar has one of these; most lines of most logs have none. */
function mayMatter(line: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences may be all that a line holds.
  return /%\||[\x1b━╸╺]|\[[=>.]{5}|\[\d+:\d\d(?::\d\d)?[<,]/.test(line) || isBlank(line);
}

function isBlank(frame: string): boolean {
  return frame.replace(CLOCK, '').trim() === '';
}

function isWipe(text: string): boolean {
  return text.replace(CLOCK, '').length >= WIPE_SPACES;
}
