/** Device pixels: what a place is rounded up to, between half of this and this. */
const STEP = 4;

/**
 * An end of x a little beyond the last point, at a round place: a line that grows point by point moves the axis, and with
 * it the pixel columns of all lines, once in a few pixels rather than at each point. At most five pixels lie behind the
 * last point, and never less than half a one, so that points of the next columns can be asked for before they come.
 *
 * @param width pixels from the first point to the last.
 */
export function steadyEnd([low, high]: readonly [number, number], width: number): number {
  if (!(width > 0) || !(high > low)) return high;
  const step = 2 ** Math.floor(Math.log2((STEP * (high - low)) / width));
  const end = low + Math.ceil((high - low) / step + 0.25) * step;
  return Number.isFinite(end) && end > high ? end : high;
}
