import { UnknownOptionError } from './errors.ts';

/** Refuses an option that does not exist. `known` bears a member for each that does, so that the compiler sees a forgotten one. */
export function refuseUnknown(given: object, known: Readonly<Record<string, true>>, call: string): void {
  const accepted = Object.keys(known);
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(known, name)) continue;
    const [closest] = accepted.map((one) => ({ one, far: distance(one, name) })).sort((a, b) => a.far - b.far);
    const hint = closest !== undefined && closest.far <= name.length / 3 ? ` (did you mean ${closest.one}?)` : '';
    throw new UnknownOptionError(
      `${call} has no option ${JSON.stringify(name)}${hint}: it accepts ${accepted.join(', ')}`,
    );
  }
}

/** Letters to insert, delete or replace to make one word the other (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
