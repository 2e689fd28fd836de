const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const MONTH = 30.44 * DAY;
const YEAR = 365.25 * DAY;

/** How long ago, in one unit that fits into 44 px: `now`, `12 s`, `4 min`, `2 h`, `3 d`, `5 w`, `7 mo`, `2 y`. */
export function formatAge(seconds: number): string {
  if (seconds < 5) return 'now';
  if (seconds < MINUTE) return unit(seconds, 1, 's');
  if (seconds < HOUR) return unit(seconds, MINUTE, 'min');
  if (seconds < DAY) return unit(seconds, HOUR, 'h');
  if (seconds < 2 * WEEK) return unit(seconds, DAY, 'd');
  if (seconds < 2 * MONTH) return unit(seconds, WEEK, 'w');
  if (seconds < YEAR) return unit(seconds, MONTH, 'mo');
  return unit(seconds, YEAR, 'y');
}

/** `2 h ago`; for text rather than columns. */
export function formatAgo(seconds: number): string {
  const age = formatAge(seconds);
  return age === 'now' ? 'just now' : `${age} ago`;
}

/** A time span in its two largest units: `0.42 s`, `45 s`, `3 min 05 s`, `2 h 14 min`, `3 d 4 h`. */
export function formatDuration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(seconds < 1 ? 2 : 1)}\u00a0s`;
  const whole = Math.round(seconds);
  if (whole < MINUTE) return `${whole}\u00a0s`;
  if (whole < HOUR) return two(Math.floor(whole / MINUTE), 'min', whole % MINUTE, 's');
  const minutes = Math.round(seconds / MINUTE);
  if (minutes < 24 * 60) return two(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(seconds / HOUR);
  return two(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

/** The local wall clock with date, for titles: `2026-11-20 18:42:22`. Times are Unix seconds. */
export function formatTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return 'unknown time';
  const day = [date.getFullYear(), pad(date.getMonth() + 1), pad(date.getDate())].join('-');
  return `${day} ${formatClock(seconds)}`;
}

/** `14:02:11`, local. */
export function formatClock(seconds: number): string {
  const date = new Date(seconds * 1000);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(pad).join(':');
}

function unit(seconds: number, size: number, name: string): string {
  return `${Math.max(1, Math.floor(seconds / size))}\u00a0${name}`;
}

function two(large: number, largeUnit: string, small: number, smallUnit: string): string {
  const rest = small === 0 ? '' : ` ${small}\u00a0${smallUnit}`;
  return `${large}\u00a0${largeUnit}${rest}`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
