/** A line of two texts held against each other. */
export interface DiffLine {
  kind: 'same' | 'removed' | 'added';
  text: string;
}

/** More lines than this are compared whole: the memory of the comparison grows with the square of what differs. */
const MOST_EDITS = 500;

/** The shortest way from one text to the other, line by line (Myers, "An O(ND) Difference Algorithm", 1986). */
export function lineDiff(before: readonly string[], after: readonly string[]): DiffLine[] {
  let [start, end] = [0, 0];
  const shorter = Math.min(before.length, after.length);
  while (start < shorter && before[start] === after[start]) start++;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  const a = before.slice(start, before.length - end);
  const b = after.slice(start, after.length - end);
  const same = (texts: readonly string[]): DiffLine[] => texts.map((text) => ({ kind: 'same', text }));
  return [...same(before.slice(0, start)), ...edits(a, b), ...same(before.slice(before.length - end))];
}

function edits(a: readonly string[], b: readonly string[]): DiffLine[] {
  const trace = furthestPaths(a, b);
  if (trace === null) {
    const all = (kind: DiffLine['kind'], texts: readonly string[]) => texts.map((text): DiffLine => ({ kind, text }));
    return [...all('removed', a), ...all('added', b)];
  }
  const lines: DiffLine[] = [];
  let [x, y] = [a.length, b.length];
  for (let cost = trace.length - 1; cost >= 0; cost--) {
    const reached = trace[cost] as Map<number, number>;
    const k = x - y;
    const down = k === -cost || (k !== cost && (reached.get(k - 1) ?? -1) < (reached.get(k + 1) ?? -1));
    const from = down ? k + 1 : k - 1;
    const fromX = cost === 0 ? 0 : (reached.get(from) ?? 0);
    const fromY = cost === 0 ? 0 : fromX - from;
    while (x > fromX && y > fromY) {
      lines.push({ kind: 'same', text: a[--x] as string });
      y--;
    }
    if (cost > 0)
      lines.push(down ? { kind: 'added', text: b[--y] as string } : { kind: 'removed', text: a[--x] as string });
  }
  return lines.reverse();
}

/** For each number of edits, how far each diagonal had come before it; null where there are too many. */
function furthestPaths(a: readonly string[], b: readonly string[]): Map<number, number>[] | null {
  const furthest = new Map<number, number>([[1, 0]]);
  const trace: Map<number, number>[] = [];
  for (let cost = 0; cost <= Math.min(MOST_EDITS, a.length + b.length); cost++) {
    trace.push(new Map(furthest));
    for (let k = -cost; k <= cost; k += 2) {
      const down = k === -cost || (k !== cost && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));
      let x = down ? (furthest.get(k + 1) ?? 0) : (furthest.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      furthest.set(k, x);
      if (x >= a.length && x - k >= b.length) return trace;
    }
  }
  return null;
}
