import { stripEscapes } from '../../shared/escapes.ts';

const DAY = 86_400;
/** How far a clock may go back within a log without that being another day: threads, and an hour that a summer ends with. */
const MOST_BACK = 5_400;
/** Time zones differ by multiples of this. */
const ZONE_STEP = 900;
const CLOCK = /^\ufeff?(?:\[(\d\d):(\d\d):(\d\d)(?:[.,]\d{1,9})?\]|(\d\d):(\d\d):(\d\d)(?:[.,]\d{1,9})? \|)/;
/** A clock stands at a line's start; colours may stand before it. */
const LOOKED_AT = 200;

/** Seconds since midnight of the `[HH:MM:SS]` or `HH:MM:SS |` that a line starts with; null where there is none. */
export function clockOf(text: string): number | null {
  const start = text.slice(0, LOOKED_AT);
  const found = CLOCK.exec(start.includes('\u001b') ? stripEscapes(start) : start);
  if (found === null) return null;
  const [hours, minutes, seconds] = found[1] === undefined ? found.slice(4, 7) : found.slice(1, 4);
  const [h, m, s] = [Number(hours), Number(minutes), Number(seconds)];
  return h < 24 && m < 60 && s < 60 ? h * 3_600 + m * 60 + s : null;
}

/** Seconds from one clock to a later one: past midnight where that goes back by more than 90 minutes. */
export function elapsed(from: number, to: number): number {
  return wrap(to - from, -MOST_BACK);
}

/** The first and last clock of a log, and the run's own times (Unix seconds) that lie near them. */
export interface ClockEnds {
  first: number;
  last: number;
  began: number;
  ended: number;
}

/**
 * Seconds that the writer's clock is ahead of UTC. A log does not say its zone: it is the one, of those that there are, in
 * which the log begins and ends nearest to the run's own times; `local` (this machine's) where that fits about as well.
 */
export function zoneOf({ first, last, began, ended }: ClockEnds, local: number): number {
  const away = (zone: number): number =>
    Math.abs(wrap(first - began - zone, -DAY / 2)) + Math.abs(wrap(last - ended - zone, -DAY / 2));
  let best = local;
  let least = away(local) - ZONE_STEP / 2;
  for (let zone = -12 * 3_600; zone <= 14 * 3_600; zone += ZONE_STEP) {
    if (away(zone) < least) [best, least] = [zone, away(zone)];
  }
  return best;
}

/** Unix seconds of the first clock: the moment nearest to `began` at which a clock of the zone shows it. */
export function firstTime(first: number, began: number, zone: number): number {
  return Math.floor(began) + wrap(first - Math.floor(began) - zone, -DAY / 2);
}

/** Seconds that this machine's clock is ahead of UTC at a moment. */
export function localZone(time: number): number {
  return -60 * new Date(time * 1_000).getTimezoneOffset();
}

/** The same time of the day in [low, low + one day). */
function wrap(seconds: number, low: number): number {
  return ((((seconds - low) % DAY) + DAY) % DAY) + low;
}
