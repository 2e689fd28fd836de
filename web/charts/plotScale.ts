/** From values to pixels of the plot area and back. The same for axes, lines, marks and pointer. */
export interface PlotScale {
  x: [number, number];
  y: [number, number];
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
  const [low, high] = scale.x;
  return low + (pixel / scale.width) * (high - low);
}

/** `toPixelX` for many points: the same arithmetic as `columnOf`, so that a point is drawn in its column. */
export function pixelX({ x: [low, high], width }: PlotScale): (x: number) => number {
  const span = high - low;
  return span === 0 ? () => width / 2 : (x) => ((x - low) / span) * width;
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
