/** A text pattern: literal characters, `null` for one character, `true` for any number of them. Lower case. */
export type Glob = readonly (string | null | true)[];

/** `*` is any text, `?` one character, all else is itself. */
export function toGlob(text: string): Glob {
  return [...text.toLowerCase()].map((letter) => (letter === '*' ? true : letter === '?' ? null : letter));
}

/** Whether the whole text matches, letters of either case. Takes at most text × pattern steps, whatever the pattern. */
export function matchesGlob(glob: Glob, text: string): boolean {
  const letters = [...text.toLowerCase()];
  let [at, letter] = [0, 0];
  let star = -1;
  let resume = 0;
  while (letter < letters.length) {
    const part = glob[at];
    if (part === true) {
      star = at++;
      resume = letter;
    } else if (part !== undefined && (part === null || part === letters[letter])) {
      at++;
      letter++;
    } else if (star >= 0) {
      at = star + 1;
      letter = ++resume;
    } else return false;
  }
  while (glob[at] === true) at++;
  return at === glob.length;
}

/** Any text around the pattern. */
export function anywhere(glob: Glob): Glob {
  return [true, ...glob, true];
}
