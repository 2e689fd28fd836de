/** Where the thumb of the track stands, in pixels from its top. */
export interface Thumb {
  top: number;
  height: number;
}

const LEAST_THUMB = 24;

/**
 * The thumb for lines [first, last] (from 1) of `total` on a track of `height` pixels. It never gets too small to be
 * seized, and stands at the very end when the last line is in sight.
 */
export function thumbOf(first: number, last: number, total: number, height: number): Thumb {
  if (total <= 0 || last - first + 1 >= total) return { top: 0, height };
  const size = Math.min(height, Math.max(LEAST_THUMB, ((last - first + 1) / total) * height));
  const share = (first - 1) / Math.max(1, total - (last - first + 1));
  return { top: Math.min(1, Math.max(0, share)) * (height - size), height: size };
}

/** The first line in sight when the thumb's top is dragged to `top`. */
export function lineAtThumb(top: number, thumbHeight: number, visible: number, total: number, height: number): number {
  const room = height - thumbHeight;
  const share = room <= 0 ? 0 : Math.min(1, Math.max(0, top / room));
  return 1 + Math.round(share * Math.max(0, total - visible));
}
