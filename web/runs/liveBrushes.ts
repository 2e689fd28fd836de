import { pageValue } from '../ui/pageValue.ts';
import type { Brush } from './brushes.ts';

/** Brushes while one is being dragged; null otherwise. The address could not be changed at every move of a pointer. */
const live = pageValue<readonly Brush[] | null>(null);

export const setLiveBrushes = live.set;

/** @param settled those of the address. */
export function useBrushes(settled: readonly Brush[]): readonly Brush[] {
  return live.use() ?? settled;
}
