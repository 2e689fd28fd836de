import type { Smoothing } from '../../shared/series.ts';
import { smooth } from '../../shared/smooth.ts';
import { pageValue } from '../ui/pageValue.ts';
import type { ChartLine } from './types.ts';

/** The smoothing that is being dragged to, on all charts of the page; null when nobody drags. */
const dragged = pageValue<Smoothing | null>(null);

export const setSmoothingPreview = dragged.set;
export const useSmoothingPreview = dragged.use;

export function sameSmoothing(a: Smoothing, b: Smoothing): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/**
 * The lines as they will look about so, smoothed over what is drawn: the server smooths over all points. Where points
 * were left out, a width that counts points shrinks as much as they did.
 */
export function previewSmoothing(lines: readonly ChartLine[], smoothing: Smoothing): ChartLine[] {
  return lines.map((line) => {
    const { raw, meta } = line;
    if (smoothing.kind === 'none' || raw.x.length === 0) return { ...line, smooth: null };
    const range: [number, number] = [meta.x_min ?? raw.x[0]!, meta.x_max ?? raw.x.at(-1)!];
    const share = meta.logged === 0 ? 1 : Math.min(1, raw.x.length / meta.logged);
    return { ...line, smooth: { ...raw, y: smooth(raw, narrowed(smoothing, share), range) } };
  });
}

function narrowed(smoothing: Smoothing, share: number): Smoothing {
  if (smoothing.kind === 'gaussian') return { kind: 'gaussian', sigma: Math.max(1e-3, smoothing.sigma * share) };
  if (smoothing.kind === 'running')
    return { kind: 'running', window: Math.max(1, Math.round(smoothing.window * share)) };
  return smoothing;
}
