import { filterBars } from '../../shared/barFilter.ts';
import type { LogLine, LogPage, LogState, TqdmMode } from '../../shared/logs.ts';
import { classifyLine, type LineKind } from '../../shared/tqdm.ts';

/** The stretch of a log that the page holds, and what it knows of the rest. */
export interface LogWindow {
  mode: TqdmMode;
  /** null until something was heard of the log. */
  state: LogState | null;
  /** null until the first page of this generation is there. */
  generation: string | null;
  /** Shown lines of [from, to), ascending. */
  lines: LogLine[];
  from: number;
  to: number;
  /** False while numbers count from the end, because the server is still counting lines. */
  numbered: boolean;
  /** What stands behind the last complete line; only while the window reaches the end. */
  pending: LogLine | null;
  /** Size of the file when the window last reached its end; null when it does not. */
  endSize: number | null;
  /** A page that is to take the place of what is held; until it comes, that stays in sight. */
  wanted: Extract<LogRequest, { kind: 'tail' | 'jump' }> | null;
  /** The last line that was jumped to, and how often there was a jump: for scrolling to it once. */
  target: { line: number; serial: number };
}

export type LogRequest =
  | { kind: 'tail' }
  | { kind: 'jump'; line: number }
  | { kind: 'before'; line: number }
  | { kind: 'after'; line: number };

export type LogAction =
  | { type: 'news'; state: LogState }
  | { type: 'page'; request: LogRequest; page: LogPage }
  | { type: 'jump'; line: number }
  | { type: 'end' }
  | { type: 'mode'; mode: TqdmMode; line: number | null };

/** Which edges of the window are in sight, and whether the end is being followed. */
export interface LogSight {
  top: boolean;
  bottom: boolean;
  follow: boolean;
}

/** Lines held at most; the far end is let go. */
export const MOST_LINES = 4_000;
/** Farther behind the end than this, following starts anew at the end. */
const FAR_BEHIND = 2_000;

export const EMPTY_WINDOW: LogWindow = {
  mode: 'collapse',
  state: null,
  generation: null,
  lines: [],
  from: 1,
  to: 1,
  numbered: true,
  pending: null,
  endSize: null,
  wanted: { kind: 'tail' },
  target: { line: 0, serial: 0 },
};

export function reduceLog(window: LogWindow, action: LogAction): LogWindow {
  switch (action.type) {
    case 'news':
      return takeNews(window, action.state);
    case 'page':
      return takePage(window, action.request, action.page);
    case 'jump':
      return jumpTo(window, action.line);
    case 'end':
      return reachesEnd(window) ? window : { ...window, wanted: { kind: 'tail' } };
    case 'mode':
      return { ...window, mode: action.mode, wanted: wantedAt(action.line) };
  }
}

/** What to ask for next, or null when all that is in sight is there. */
export function nextRequest(window: LogWindow, sight: LogSight): LogRequest | null {
  const { state, wanted, from, to } = window;
  if (wanted !== null) return wanted;
  if (!window.numbered) return state?.total == null ? null : { kind: 'tail' };
  const total = state?.total ?? null;
  if (sight.follow && total !== null && total - to > FAR_BEHIND) return { kind: 'tail' };
  if ((sight.follow || sight.bottom) && !reachesEnd(window)) return { kind: 'after', line: to };
  return sight.top && from > 1 ? { kind: 'before', line: from } : null;
}

/** Whether the window holds everything up to the end of the file as far as known. */
export function reachesEnd(window: LogWindow): boolean {
  return window.endSize !== null && (window.state === null || window.state.size === window.endSize);
}

/** Lines of the window that are not shown. */
export function hiddenLines(window: LogWindow): number {
  return window.to - window.from - window.lines.length;
}

function emptied(window: LogWindow): LogWindow {
  return { ...EMPTY_WINDOW, mode: window.mode, target: window.target };
}

function takeNews(window: LogWindow, state: LogState): LogWindow {
  const anew = window.generation !== null && window.generation !== state.generation;
  return anew ? { ...emptied(window), state } : { ...window, state };
}

function takePage(window: LogWindow, request: LogRequest, page: LogPage): LogWindow {
  const { wanted } = window;
  const anew = window.generation !== null && window.generation !== page.generation;
  const state = window.state === null || anew || page.size > window.state.size ? stateOf(page) : window.state;
  if (request.kind === 'before' || request.kind === 'after') {
    if (anew) return { ...emptied(window), state };
    // An answer to a question that nobody asks any more.
    const fits = request.kind === 'before' ? page.to === window.from : page.from === window.to;
    return fits && wanted === null ? joined({ ...window, state }, request.kind, page) : window;
  }
  if (wanted !== null && !sameRequest(wanted, request)) return window;
  const { generation, lines, from, to, numbered, pending } = page;
  const line = request.kind === 'jump' ? request.line : Number.POSITIVE_INFINITY;
  const target = { line, serial: window.target.serial + 1 };
  const held = { generation, lines, from, to, numbered, pending, endSize: sizeAtEnd(page) };
  return { ...held, mode: window.mode, state, wanted: null, target };
}

function sameRequest(a: LogRequest, b: LogRequest): boolean {
  return a.kind === b.kind && ('line' in a ? a.line : 0) === ('line' in b ? b.line : 0);
}

function joined(window: LogWindow, kind: 'before' | 'after', page: LogPage): LogWindow {
  const after = kind === 'after';
  const both = after ? [...window.lines, ...page.lines] : [...page.lines, ...window.lines];
  const { lines } = filterBars(both, window.mode, kindOf);
  const { pending, endSize } = after ? { pending: page.pending, endSize: sizeAtEnd(page) } : window;
  const from = after ? window.from : page.from;
  const to = after ? page.to : window.to;
  return trimmed({ ...window, lines, from, to, pending, endSize }, after);
}

/** Lets go of lines at the start, or at the end. */
function trimmed(window: LogWindow, atStart: boolean): LogWindow {
  const extra = window.lines.length - MOST_LINES;
  if (extra <= 0) return window;
  if (atStart) {
    const last = window.lines[extra - 1];
    return { ...window, lines: window.lines.slice(extra), from: (last?.number ?? 0) + 1 };
  }
  const lines = window.lines.slice(0, MOST_LINES);
  const to = (lines.at(-1)?.number ?? 0) + 1;
  return { ...window, lines, to, pending: null, endSize: null };
}

function wantedAt(line: number | null): LogWindow['wanted'] {
  return line === null ? { kind: 'tail' } : { kind: 'jump', line };
}

/** A line that is held is only scrolled to. */
function jumpTo(window: LogWindow, line: number): LogWindow {
  const held = window.numbered && line >= window.from && line < window.to;
  const target = { line, serial: window.target.serial + 1 };
  return held ? { ...window, target, wanted: null } : { ...window, wanted: wantedAt(line) };
}

/** A page without lines at its end has reached it too, though lines are still being counted. */
function sizeAtEnd(page: LogPage): number | null {
  const ends = page.total === null ? page.from === page.to : page.to > page.total;
  return ends || !page.numbered ? page.size : null;
}

function stateOf({ exists, problem, generation, size, indexed, total }: LogPage): LogState {
  return { exists, problem, generation, size, indexed, total };
}

const kinds = new WeakMap<LogLine, LineKind>();

function kindOf(line: LogLine): LineKind {
  let kind = kinds.get(line);
  if (kind === undefined) {
    kind = classifyLine(line.text);
    kinds.set(line, kind);
  }
  return kind;
}
