import type { Smoothing } from '../../shared/series.ts';

/** `ema:0.6`, `gaussian:20`, `running:50`; anything else is none. */
export function parseSmoothing(text: string): Smoothing {
  const [, kind, amount] = /^(ema|gaussian|running):(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  const value = Number(amount);
  if (kind === 'ema' && value > 0 && value <= 0.999) return { kind, weight: value };
  if (kind === 'gaussian' && value > 0) return { kind, sigma: value };
  if (kind === 'running' && value >= 1) return { kind, window: Math.round(value) };
  return { kind: 'none' };
}

export function printSmoothing(smoothing: Smoothing): string {
  if (smoothing.kind === 'ema') return `ema:${smoothing.weight}`;
  if (smoothing.kind === 'gaussian') return `gaussian:${smoothing.sigma}`;
  return smoothing.kind === 'running' ? `running:${smoothing.window}` : 'none';
}
