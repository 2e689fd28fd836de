/** A drag over a plot, in CSS pixels from its left edge. */
export interface Drag {
  /** Moves what is shown instead of choosing from it. */
  pan: boolean;
  from: number;
  to: number;
  /** The range of x that was shown when the button went down; of its logarithms on a log axis. */
  shown: readonly [number, number];
}

const LEAST_DRAG = 4;
/** A range narrower than this share of its place could not be told apart in doubles, let alone be drawn. */
const NARROWEST = 1e-9;

export function isClick({ from, to }: Drag): boolean {
  return Math.abs(to - from) < LEAST_DRAG;
}

/** The range that a drag asks for, on a plot `width` pixels wide: never one too narrow to be shown. */
export function draggedRange({ pan, from, to, shown }: Drag, width: number): [number, number] {
  const perPixel = (shown[1] - shown[0]) / width;
  if (pan) return [shown[0] + (from - to) * perPixel, shown[1] + (from - to) * perPixel];
  const [left, right] = [Math.max(0, Math.min(from, to)), Math.min(width, Math.max(from, to))];
  const [low, high] = [shown[0] + left * perPixel, shown[0] + right * perPixel];
  return high - low > NARROWEST * Math.max(Math.abs(low), Math.abs(high)) ? [low, high] : [...shown];
}
