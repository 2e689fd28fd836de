import type { Smoothing } from '../../shared/series.ts';

export const SMOOTHING_KINDS = { ema: 'EMA', gaussian: 'Gaussian', running: 'Running mean' } as const;
export type SmoothingKind = keyof typeof SMOOTHING_KINDS;

/** How strong, from 0 to 1, and back: what a slider can say of each kind. */
export function strengthOf(smoothing: Smoothing): number {
  if (smoothing.kind === 'ema') return smoothing.weight;
  if (smoothing.kind === 'gaussian') return smoothing.sigma / 50;
  return smoothing.kind === 'running' ? smoothing.window / 100 : 0;
}

export function smoothingOf(kind: SmoothingKind, strength: number): Smoothing {
  if (strength <= 0) return { kind: 'none' };
  if (kind === 'ema') return { kind, weight: Math.min(0.999, Number(strength.toFixed(3))) };
  if (kind === 'gaussian') return { kind, sigma: Math.max(0.1, Number((strength * 50).toFixed(1))) };
  return { kind, window: Math.max(1, Math.round(strength * 100)) };
}

/** As the toolbar says it: `off`, `0.6`, `σ 20`, `50`. */
export function smoothingName(smoothing: Smoothing): string {
  if (smoothing.kind === 'ema') return String(smoothing.weight);
  if (smoothing.kind === 'gaussian') return `σ ${smoothing.sigma}`;
  return smoothing.kind === 'running' ? String(smoothing.window) : 'off';
}
