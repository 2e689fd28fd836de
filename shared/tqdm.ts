import { replaceEscapes } from './escapes.ts';

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

/** A frame longer than this is no bar: bars fit a terminal. Keeps every expression below cheap on any input. */
const MOST_FRAME = 2_000;
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
  const rows = text.split(UP).map((row) => row.split('\r'));
  const frames = rows.flat().filter((frame) => !isBlank(frame));
  if (frames.length === 0) return moved || isWipe(text) ? MOVE : BLANK;
  if (!frames.every((frame) => barOf(frame) !== null)) return TEXT;
  const shown = rows.flatMap((row) => barOf(row.findLast((frame) => !isBlank(frame)) ?? '') ?? []);
  const last = shown.at(-1);
  if (last === undefined) return MOVE;
  return { kind: 'bar', id: shown.map((bar) => bar.id).join('\n'), count: last.count };
}

/** Every bar has one of these; most lines of most logs have none. */
function mayMatter(line: string): boolean {
  return /%\||\[\d+:\d\d|\[[=>.]{5}|[━╸╺]{5}/.test(line) || line.includes('\x1b') || isBlank(line);
}

/** Console capture writes the time of day before each line, also before one that is otherwise empty. */
const CLOCK = /^\[\d\d:\d\d:\d\d\] ?/;

function isBlank(frame: string): boolean {
  return frame.replace(CLOCK, '').trim() === '';
}

function isWipe(text: string): boolean {
  return text.replace(CLOCK, '').length >= WIPE_SPACES;
}

interface Bar {
  id: string;
  count: number;
}

/** `[` of a bar's details with its clocks: `[00:12<00:15, 3.45it/s, loss=0.3]`. */
const CLOCKS = String.raw`\d+:\d\d(?::\d\d)?<(?:\?|\d+(?: days?, \d+)?:\d\d(?::\d\d)?)`;
const NUMBER = String.raw`\d[\d,]*(?:\.\d+)?[kKMGTPEZY]?`;
const FILL = '█▉▊▋▌▍▎▏░▒▓#';

/** ` 45%|████▌ | 45/100 [00:12<00:15` with any characters inside the bar; also `|    | 0/? [00:00<?`. */
const TOTAL = new RegExp(
  String.raw`(?:\d{1,3}(?:\.\d+)?%)?\|[^|]*\|\s*(${NUMBER})\S{0,8}?/(${NUMBER}|\?)\S{0,8} \[(?=${CLOCKS})`,
);
/** The same without the bar itself: `45% 45/100 [00:12<00:15, `, `45/100 [00:12<00:15, `. */
const NARROW = new RegExp(String.raw`(?:\d{1,3}%\s*)?(?<![\d.])(${NUMBER})/(${NUMBER}|\?) \[(?=${CLOCKS}, )`);
/** `45it [00:12, 3.4it/s`, `12 batch [00:01, ? batch/s`, `3it [00:12,  4.10s/it`: the unit must come back in the rate. */
const NO_TOTAL = new RegExp(
  String.raw`(?<![\d.])(${NUMBER})((?: ?[^\s\d[\]/,][^[\]/,]{0,23})) \[(?=\d+:\d\d(?::\d\d)?, +(?:(?:\?|${NUMBER})\2/s|[\d.]+s/\2))`,
);
/** A bar whose end the terminal's width has cut off, or whose format has no details: ` 45%|████▌`, ` 45%|██ | 45/100`. */
const BARE = new RegExp(
  String.raw`\d{1,3}%\|[${FILL} \d]*(?:\|\s*(?:(${NUMBER})(?:/(${NUMBER}|\?)?)?)?)?(?: \[[\d:<?]*)?$`,
);
/** Keras: `45/100 [=====>....] - ETA: 3s - loss: 0.4`, `45/100 ━━━━━━━━━━ 1s 3ms/step - loss: 0.4`. */
const KERAS = /(?<![\d.])(\d+)\/(\d+|Unknown) (?:\[[=>.]{5,}\] - (?:ETA: |\d+m?s)|[━╸╺]{5,} \d+(?:m?s|:\d\d) )/;
/** rich, pip, Lightning's rich bar: a rule of at least five, then how far it is, then a clock. */
const RICH = /[━╸╺]{5,}\s+(?:(\d{1,3})%|(\d[\d.,]*)\/(\d[\d.,]*|--))(?=.*(?:\d:\d\d:\d\d|\d+:\d\d|-:--:--))/;

/** The last bar of a frame; null when the frame holds anything besides bars. */
function barOf(frame: string): Bar | null {
  if (frame.length > MOST_FRAME) return null;
  return bracketedBar(frame.trimEnd()) ?? openBar(frame.trimEnd());
}

/** Bars whose details stand in brackets. What follows the closing bracket must be nothing, or more of the same bar. */
function bracketedBar(frame: string): Bar | null {
  for (const pattern of [TOTAL, NO_TOTAL, NARROW]) {
    const match = pattern.exec(frame);
    if (match === null) continue;
    const total = pattern === NO_TOTAL ? `? ${match[2] ?? ''}` : (match[2] ?? '');
    const own = bar(frame.slice(0, match.index), total, match[1]);
    const rest = afterBracket(frame, match.index + match[0].length);
    if (rest.trim() === '') return own;
    const next = barOf(rest);
    return next?.id === own.id ? next : null;
  }
  return null;
}

function openBar(frame: string): Bar | null {
  const bare = BARE.exec(frame);
  if (bare !== null && new RegExp(`[${FILL}]|\\|.*\\|`).test(bare[0])) {
    return bar(frame.slice(0, bare.index), bare[2] ?? '', bare[1] ?? Number.parseInt(bare[0], 10).toString());
  }
  const keras = KERAS.exec(frame);
  if (keras !== null) return bar(frame.slice(0, keras.index), keras[2] ?? '', keras[1]);
  const rich = RICH.exec(frame);
  return rich === null ? null : bar(frame.slice(0, rich.index), rich[3] ?? '%', rich[1] ?? rich[2]);
}

/** What stands behind the bracket that closes the details; "" when it was cut off by the terminal's width. */
function afterBracket(frame: string, start: number): string {
  let depth = 1;
  for (let i = start; i < frame.length; i++) {
    if (frame[i] === '[') depth++;
    else if (frame[i] === ']' && --depth === 0) return frame.slice(i + 1);
  }
  return '';
}

/** Times that logging puts before a line; no part of a bar's name. */
const STAMP = /^\s*\[?(?:\d{4}-\d\d-\d\d[T ])?\d\d:\d\d:\d\d(?:[.,]\d+)?\]?\s*(?:\|\s*)?/;

/**
 * A bar is known by its description and its total. Decimals in the description are masked (`loss 0.3412` changes with each
 * frame), whole numbers are not (`epoch 3`, `rank 1` are bars of their own).
 */
function bar(description: string, total: string, count: string | undefined): Bar {
  const name = description
    .replace(STAMP, '')
    .replace(/-?\d+\.\d+(?:e[+-]?\d+)?|-?\d+e[+-]?\d+|\bnan\b|-?\binf\b/gi, '#');
  return { id: `${name.trim()}|${total}`, count: parseCount(count ?? '0') };
}

const SCALES = 'kMGTPEZY';

function parseCount(text: string): number {
  const scale = SCALES.indexOf(text.at(-1)?.replace('K', 'k') ?? '') + 1;
  return Number.parseFloat(text.replaceAll(',', '')) * 1000 ** scale;
}
