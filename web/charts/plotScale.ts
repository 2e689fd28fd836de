/** From values to pixels of the plot area and back. The same for axes, lines, marks and pointer. */
export interface PlotScale {
  x: [number, number];
  y: [number, number];
  logY: boolean;
  width: number;
  height: number;
}

export function toPixelX(scale: PlotScale, x: number): number {
  const [low, high] = scale.x;
  return high === low ? scale.width / 2 : ((x - low) / (high - low)) * scale.width;
}

export function toValueX(scale: PlotScale, pixel: number): number {
  const [low, high] = scale.x;
  return low + (pixel / scale.width) * (high - low);
}

export function toPixelY(scale: PlotScale, y: number): number {
  const [low, high] = scale.y;
  if (high === low) return scale.height / 2;
  const share = scale.logY
    ? (Math.log(y) - Math.log(low)) / (Math.log(high) - Math.log(low))
    : (y - low) / (high - low);
  return scale.height * (1 - share);
}
