/** One escape sequence at the start of what is left of a line, as a terminal would take it. */
export interface Escape {
  /** Characters that it takes. */
  length: number;
  /** For a CSI sequence its final letter (`m` colours, `A` cursor up …), else "". */
  final: string;
  /** For a CSI sequence what stands between `[` and the final letter. */
  parameters: string;
}

/**
 * CSI; then OSC, DCS, SOS, PM and APC with their terminator; then the two- and three-character ones. A string sequence
 * whose terminator is missing in its line matches the last branch with its first two characters only, so what follows stays text.
 */
const ESCAPE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what the function is for.
  /\x1b(?:\[([0-?]*)[ -/]*([@-~])|[\]PX^_][^\n\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)|[ -/]*[0-~])/y;

/** The escape sequence at `index`, where an ESC stands; a lone ESC is a sequence of length 1. */
export function escapeAt(text: string, index: number): Escape {
  ESCAPE.lastIndex = index;
  const match = ESCAPE.exec(text);
  if (match === null) return { length: 1, final: '', parameters: '' };
  return { length: match[0].length, final: match[2] ?? '', parameters: match[1] ?? '' };
}

/** The text without escape sequences; each one is handed to `replace`, whose answer takes its place. */
export function replaceEscapes(text: string, replace: (sequence: Escape) => string): string {
  let at = text.indexOf('\x1b');
  if (at < 0) return text;
  let done = 0;
  let out = '';
  while (at >= 0) {
    const sequence = escapeAt(text, at);
    out += text.slice(done, at) + replace(sequence);
    done = at + sequence.length;
    at = text.indexOf('\x1b', done);
  }
  return out + text.slice(done);
}

/** The text without its escape sequences. Carriage returns and other controls stay. */
export function stripEscapes(text: string): string {
  return replaceEscapes(text, () => '');
}
