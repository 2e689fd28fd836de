/** Eleven stops of matplotlib's viridis (Smith and van der Walt, 2015; CC0), in sRGB. */
const STOPS = [
  [68, 1, 84],
  [72, 36, 117],
  [65, 68, 135],
  [53, 95, 141],
  [42, 120, 142],
  [33, 145, 140],
  [34, 168, 132],
  [68, 191, 112],
  [122, 209, 81],
  [189, 223, 38],
  [253, 231, 37],
] as const;

const SHADES = 64;

/** The parts of the map that stand out by 3 : 1 from a light and from a dark ground. */
const ON_LIGHT = [0, 0.59] as const;
const ON_DARK = [0.37, 1] as const;

/** The colour of a share from 0 to 1 on either ground, as one of 64 shades; `none` where there is no share. */
export function viridis(share: number | null, none = 'var(--muted)'): string {
  if (share === null || Number.isNaN(share)) return none;
  const shade = Math.round(Math.min(1, Math.max(0, share)) * (SHADES - 1)) / (SHADES - 1);
  const [light, dark] = [ON_LIGHT, ON_DARK].map(([from, to]) => colorAt(from + shade * (to - from)));
  return `light-dark(${light}, ${dark})`;
}

function colorAt(share: number): string {
  const at = share * (STOPS.length - 1);
  const low = Math.min(STOPS.length - 2, Math.floor(at));
  const [from, to] = [STOPS[low]!, STOPS[low + 1]!];
  const part = at - low;
  return `rgb(${from.map((channel, i) => Math.round(channel + part * (to[i]! - channel))).join(' ')})`;
}
