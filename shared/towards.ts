/**
 * `from` moved by `share` (0 … 1) of its way to `to`: how a running mean takes in one more value.
 * Exact where both are equal, and finite even where their difference is not.
 */
export function towards(from: number, to: number, share: number): number {
  const moved = from + (to - from) * share;
  return Number.isFinite(moved) ? moved : from * (1 - share) + to * share;
}
