/** What stays between a place and the edge that it comes in by, as a share of the width. */
const MARGIN = 0.25;

/**
 * The zoom moved so far that `x` is in it: as wide as before (on a log axis as many decades), and not below 0 where it was not.
 * null where nothing is to be moved: there is no zoom, `x` is in it, or `x` has no place on the axis.
 */
export function pannedTo(zoom: readonly [number, number] | null, x: number, logX: boolean): [number, number] | null {
  if (zoom === null || (x >= zoom[0] && x <= zoom[1])) return null;
  if (!logX) return panned(zoom, x, zoom[0] >= 0 ? 0 : Number.NEGATIVE_INFINITY);
  if (x <= 0 || zoom[0] <= 0) return null;
  const [low, high] = panned([Math.log(zoom[0]), Math.log(zoom[1])], Math.log(x), Number.NEGATIVE_INFINITY);
  return [Math.exp(low), Math.exp(high)];
}

function panned([from, to]: readonly [number, number], x: number, least: number): [number, number] {
  const width = to - from;
  const low = Math.max(Math.min(least, x), x < from ? x - MARGIN * width : x - (1 - MARGIN) * width);
  return [low, low + width];
}
