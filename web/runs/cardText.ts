import type { CardSettings } from '../charts/types.ts';
import { parseSmoothing, printSmoothing } from './smoothingText.ts';

/**
 * Settings of single charts as the address has them: `log=1;fit=0;s=ema:0.6;y=0..1@train/loss`, one text a metric.
 * What this version does not know is dropped, and a text without an "@" says nothing.
 */
export function parseCards(texts: readonly string[]): Map<string, CardSettings> {
  const cards = new Map<string, CardSettings>();
  for (const text of texts) {
    const at = text.indexOf('@');
    const settings = at < 0 ? {} : parseSettings(text.slice(0, at));
    if (Object.keys(settings).length > 0) cards.set(text.slice(at + 1), settings);
  }
  return cards;
}

export function printCards(cards: ReadonlyMap<string, CardSettings>): string[] {
  return [...cards].map(([metric, settings]) => `${printSettings(settings)}@${metric}`);
}

function parseSettings(text: string): CardSettings {
  const parts = new Map(text.split(';').map((part) => part.split('=', 2) as [string, string | undefined]));
  const settings: CardSettings = {};
  const flag = (name: string): boolean | null => (parts.has(name) ? parts.get(name) === '1' : null);
  const [log, fit, y] = [flag('log'), flag('fit'), parseBounds(parts.get('y') ?? '')];
  if (log !== null) settings.logY = log;
  if (fit !== null) settings.outliers = fit;
  if (parts.has('s')) settings.smoothing = parseSmoothing(parts.get('s') ?? '');
  if (y !== null) settings.y = y;
  return settings;
}

function printSettings({ logY, outliers, smoothing, y }: CardSettings): string {
  return [
    ...(logY === undefined ? [] : [`log=${Number(logY)}`]),
    ...(outliers === undefined ? [] : [`fit=${Number(outliers)}`]),
    ...(smoothing === undefined ? [] : [`s=${printSmoothing(smoothing)}`]),
    ...(y === undefined ? [] : [`y=${y.map((end) => end ?? '').join('..')}`]),
  ].join(';');
}

function parseBounds(text: string): [number | null, number | null] | null {
  const ends = text.split('..');
  const [low, high] = ends.map((end) => (end === '' ? null : Number(end)));
  if (ends.length !== 2 || low === undefined || high === undefined) return null;
  if ([low, high].some((end) => end !== null && !Number.isFinite(end))) return null;
  return low !== null && high !== null && low >= high ? null : [low, high];
}

/** The settings with those of one metric replaced, or taken away (null). */
export function withSettings(
  cards: ReadonlyMap<string, CardSettings>,
  metric: string,
  settings: CardSettings | null,
): ReadonlyMap<string, CardSettings> {
  const next = new Map(cards);
  if (settings === null) next.delete(metric);
  else next.set(metric, settings);
  return next;
}
