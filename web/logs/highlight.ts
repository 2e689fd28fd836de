import type { AnsiSpan } from '../../shared/ansi.ts';
import { foldAscii } from '../../shared/foldAscii.ts';

/** A piece of a line: in one style, and wholly inside or outside of what was searched. */
export interface LogPiece extends AnsiSpan {
  hit: boolean;
}

/** Places marked in one line at most: a search for "e" must not make a row of thousands of elements. */
const MOST_MARKS = 200;

/** Cuts styled spans where what is searched begins and ends; it may run over several spans. */
export function highlight(spans: readonly AnsiSpan[], query: string): LogPiece[] {
  const marks = query === '' ? [] : findAll(spans.map((span) => span.text).join(''), query);
  const pieces: LogPiece[] = [];
  let start = 0;
  for (const { text, style } of spans) {
    for (const [from, to, hit] of parts(start, start + text.length, marks)) {
      pieces.push({ text: text.slice(from - start, to - start), style, hit });
    }
    start += text.length;
  }
  return pieces;
}

function findAll(text: string, query: string): [from: number, to: number][] {
  const folded = foldAscii(text);
  const needle = foldAscii(query);
  const marks: [number, number][] = [];
  for (let at = folded.indexOf(needle); at !== -1 && marks.length < MOST_MARKS; ) {
    marks.push([at, at + needle.length]);
    at = folded.indexOf(needle, at + needle.length);
  }
  return marks;
}

/** The stretch [start, end) in parts that lie wholly inside or outside of the marks. */
function parts(start: number, end: number, marks: readonly [number, number][]): [number, number, boolean][] {
  const out: [number, number, boolean][] = [];
  let at = start;
  for (const [from, to] of marks) {
    if (to <= at || from >= end) continue;
    if (from > at) out.push([at, from, false]);
    out.push([Math.max(at, from), Math.min(end, to), true]);
    at = Math.min(end, to);
  }
  if (at < end) out.push([at, end, false]);
  return out;
}
