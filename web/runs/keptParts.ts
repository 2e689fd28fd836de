/** `after`, with those of its parts taken from `before` that read the same as JSON: what is made of them need not be made again. */
export function keptParts<T extends object>(before: T, after: T): T {
  const kept = { ...after };
  let changed = false;
  for (const name of Object.keys(after) as (keyof T)[]) {
    if (before[name] === after[name]) continue;
    if (printed(before[name]) === printed(after[name])) kept[name] = before[name];
    else changed = true;
  }
  return changed ? kept : before;
}

function printed(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (part instanceof Map ? [...part] : part)) ?? '';
}
