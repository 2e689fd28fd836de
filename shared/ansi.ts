import { type Escape, escapeAt } from './escapes.ts';
import { type AnsiStyle, applySgr, PLAIN } from './sgr.ts';

export interface AnsiSpan {
  text: string;
  style: AnsiStyle;
}

/** Beyond this many changes of style the rest of a line goes on in the last one: a row stays cheap whatever it holds. */
const MOST_SPANS = 1_000;

/** Everything that is no plain text: C0 but tab, DEL, C1, marks and controls of writing direction, line separators, BOM. */
const SPECIAL =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what the function is for.
  /[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/**
 * A line of a log as a terminal would show it, as text with styles.
 *
 * - Colours and styles (SGR) are kept; every other escape sequence (links, titles, clipboard, cursor moves) is taken out.
 * - A carriage return starts the line anew: what stood before it is dropped as soon as something follows. (A terminal
 *   would leave the end of a longer old text standing; writers pad for that.) "Erase line" drops what it erases.
 * - "Cursor up" ends a row of nested bars: what was written before it stays, what follows stands behind it.
 * - Control characters become their pictures (␀), direction controls and C1 become U+FFFD, so none of them can act.
 *
 * Each line starts plain. Never throws; linear in the length of the text.
 */
export function ansiSpans(line: string): AnsiSpan[] {
  SPECIAL.lastIndex = 0;
  if (!SPECIAL.test(line)) return line === '' ? [] : [{ text: line, style: PLAIN }];
  const row = new Row();
  let done = 0;
  for (;;) {
    SPECIAL.lastIndex = done;
    const match = SPECIAL.exec(line);
    if (match === null) break;
    row.write(line.slice(done, match.index));
    done = match.index + takeSpecial(row, line, match.index, match[0]);
  }
  row.write(line.slice(done));
  return row.spans();
}

/** The text of `ansiSpans`. */
export function plainText(line: string): string {
  let text = '';
  for (const span of ansiSpans(line)) text += span.text;
  return text;
}

/** Acts on a special character; returns how many characters it took. */
function takeSpecial(row: Row, line: string, index: number, character: string): number {
  const code = character.charCodeAt(0);
  if (code === 0x1b) {
    const sequence = escapeAt(line, index);
    row.obey(sequence);
    return sequence.length;
  }
  if (code === 0x0d) row.carriageReturn();
  else if (code === 0x7f) row.write('\u2421');
  else if (code < 0x20) row.write(String.fromCharCode(0x2400 + code));
  else if (code !== 0xfeff) row.write('\ufffd');
  return 1;
}

/** One row of a terminal that is being written. */
class Row {
  #style = PLAIN;
  /** Rows that a cursor-up has finished. */
  #above: AnsiSpan[] = [];
  #current: AnsiSpan[] = [];
  #returned = false;

  write(text: string): void {
    if (text === '') return;
    if (this.#returned) {
      this.#current = [];
      this.#returned = false;
    }
    const last = this.#current.at(-1);
    if (last !== undefined && (last.style === this.#style || this.#isFull())) last.text += text;
    else this.#current.push({ text, style: this.#style });
  }

  carriageReturn(): void {
    this.#returned = true;
  }

  obey({ final, parameters }: Escape): void {
    if (final === 'm') this.#restyle(parameters);
    else if (final === 'K') this.#erase(parameters);
    else if (final === 'A') this.#goUp();
  }

  spans(): AnsiSpan[] {
    return [...this.#above, ...this.#current];
  }

  #isFull(): boolean {
    return this.#above.length + this.#current.length >= MOST_SPANS;
  }

  /** Keeps the object where nothing changes, so that spans can be told apart by identity. */
  #restyle(parameters: string): void {
    const next = applySgr(this.#style, parameters);
    const keys = Object.keys(next) as (keyof AnsiStyle)[];
    if (keys.some((key) => next[key] !== this.#style[key])) this.#style = next;
  }

  #erase(parameters: string): void {
    if (parameters === '2' || (this.#returned && (parameters === '' || parameters === '0'))) this.#current = [];
  }

  #goUp(): void {
    const text = this.#current.map((span) => span.text).join('');
    const last = this.#above.at(-1);
    if (text.trim() !== '') {
      if (last !== undefined && this.#isFull()) last.text += `  ${text}`;
      else this.#above.push(...this.#current, { text: '  ', style: PLAIN });
    }
    this.#current = [];
    this.#returned = false;
  }
}
