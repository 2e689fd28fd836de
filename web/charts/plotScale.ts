/** From values to pixels of the plot area and back. The same for axes, lines, marks and pointer. */
export interface PlotScale {
  x: [number, number];
  y: [number, number];
  logX: boolean;
  logY: boolean;
  width: number;
  height: number;
}

export function toPixelX(scale: PlotScale, x: number): number {
  return pixelX(scale)(x);
}

/** NaN or infinite where y has no place on the axis. */
export function toPixelY(scale: PlotScale, y: number): number {
  return pixelY(scale)(y);
}

export function toValueX(scale: PlotScale, pixel: number): number {
  const [low, high] = placesOf(scale);
  const place = low + (pixel / scale.width) * (high - low);
  return scale.logX ? 2 ** place : place;
}

/** Where a value stands between the ends that `placesOf` gives: its logarithm (to the base of 2, as the server's pixel columns have it) on a log axis. */
export function placeOf({ logX }: Pick<PlotScale, 'logX'>): (x: number) => number {
  return logX ? Math.log2 : (x) => x;
}

export function placesOf({ x: [low, high], logX }: Pick<PlotScale, 'x' | 'logX'>): [number, number] {
  return logX ? [Math.log2(low), Math.log2(high)] : [low, high];
}

/** `toPixelX` for many points: the same arithmetic as `columnOf`, so that a point is drawn in its column. */
export function pixelX(scale: PlotScale): (x: number) => number {
  const { width } = scale;
  const [low, high] = placesOf(scale);
  const span = high - low;
  if (span === 0) return () => width / 2;
  const place = placeOf(scale);
  return (x) => ((place(x) - low) / span) * width;
}

/** `toPixelY` for many points. */
export function pixelY({ y: [low, high], logY, height }: PlotScale): (y: number) => number {
  if (high === low) return () => height / 2;
  if (!logY) {
    const span = high - low;
    return (y) => height * (1 - (y - low) / span);
  }
  const bottom = Math.log(low);
  const span = Math.log(high) - bottom;
  return (y) => height * (1 - (Math.log(y) - bottom) / span);
}
