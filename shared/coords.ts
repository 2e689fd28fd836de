/**
 * Which points are wanted by where they stand in a training: their coordinates (rl_step, episode, …), which are no part of
 * the series' identity. Bounds are inclusive, null is open; a point without the coordinate is not wanted.
 */
export type CoordsFilter = Record<string, [from: number | null, to: number | null]>;

export function matchesCoords(filter: CoordsFilter, coords: Readonly<Record<string, number>> | null): boolean {
  return Object.entries(filter).every(([name, [from, to]]) => {
    if (coords === null || !Object.hasOwn(coords, name)) return false;
    const at = coords[name] as number;
    return (from === null || at >= from) && (to === null || at <= to);
  });
}

const TERM = /^([^:]+):(?:(-?\d+(?:\.\d+)?)|(-?\d+(?:\.\d+)?)?\.\.(-?\d+(?:\.\d+)?)?)$/;

/** `episode:3,rl_step:10..20`; `10..` and `..20` are open. null where it cannot be read. */
export function parseCoords(text: string): CoordsFilter | null {
  const filter: [string, [number | null, number | null]][] = [];
  for (const term of text.split(',')) {
    const [, name, only, from, to] = TERM.exec(term.trim()) ?? [];
    if (name === undefined) return null;
    const bound = (given: string | undefined): number | null => (given === undefined ? null : Number(given));
    filter.push([name, only === undefined ? [bound(from), bound(to)] : [Number(only), Number(only)]]);
  }
  return Object.fromEntries(filter);
}
