/** Event ids `<session>:<first>` … `<session>:<last>`; an id of any other shape is a session of its own with 0 … 0. */
export interface EventSpan {
  session: string;
  first: number;
  last: number;
}

const COUNTED = /^(.{1,100}):([1-9]\d{0,14})$/s;

/**
 * The event ids of a run. A client counts its events in a session from 1 on, so that a million ids are a handful of
 * stretches.
 */
export class EventIds {
  /** Per session first and last of each stretch in turn, ascending, with a gap between any two. */
  readonly #stretches = new Map<string, number[]>();

  constructor(spans: Iterable<EventSpan> = []) {
    for (const span of spans) this.#addSpan(span);
  }

  has(id: string): boolean {
    const { session, first } = spanOf(id);
    const stretches = this.#stretches.get(session);
    if (stretches === undefined) return false;
    const at = firstEndingAt(stretches, first);
    return at < stretches.length && (stretches[at] as number) <= first;
  }

  /** Whether the id is new. */
  add(id: string): boolean {
    if (this.has(id)) return false;
    this.#addSpan(spanOf(id));
    return true;
  }

  spans(): EventSpan[] {
    const spans: EventSpan[] = [];
    for (const [session, stretches] of this.#stretches) {
      for (let i = 0; i < stretches.length; i += 2)
        spans.push({ session, first: stretches[i] as number, last: stretches[i + 1] as number });
    }
    return spans;
  }

  #addSpan({ session, first, last }: EventSpan): void {
    const stretches = this.#stretches.get(session);
    if (stretches === undefined) {
      this.#stretches.set(session, [first, last]);
      return;
    }
    // What touches the new stretch (its neighbours in number, too) becomes one with it.
    const begin = firstEndingAt(stretches, first - 1);
    let end = begin;
    let [low, high] = [first, last];
    while (end < stretches.length && (stretches[end] as number) <= last + 1) {
      low = Math.min(low, stretches[end] as number);
      high = Math.max(high, stretches[end + 1] as number);
      end += 2;
    }
    stretches.splice(begin, end - begin, low, high);
  }
}

/** An id as a stretch of one. */
export function spanOf(id: string): EventSpan {
  const [, session, counter] = COUNTED.exec(id) ?? [];
  if (session === undefined) return { session: id, first: 0, last: 0 };
  return { session, first: Number(counter), last: Number(counter) };
}

/** Index of the first stretch whose last number is at least `value`. */
function firstEndingAt(stretches: readonly number[], value: number): number {
  let [low, high] = [0, stretches.length / 2];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((stretches[2 * middle + 1] as number) < value) low = middle + 1;
    else high = middle;
  }
  return 2 * low;
}
