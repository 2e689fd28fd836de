/** The text with A–Z as a–z and every other character as it is: the one meaning of "case-insensitive" in log search. */
export function foldAscii(text: string): string {
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text;
}
