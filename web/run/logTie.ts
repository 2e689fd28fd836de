import type { LogPlace } from '../../shared/logs.ts';
import type { OwnAxis } from '../../shared/series.ts';
import { formatTime } from '../ui/formatAge.ts';
import { formatNumber, formatWhole } from '../ui/formatNumber.ts';

/** What was clicked, as the address holds it: `line:41`, `step:120:train/loss`, or `step:120:` for a place that is no metric's point. */
export type Tied = { kind: 'line'; line: number } | { kind: 'point'; axis: OwnAxis; x: number; metric: string };

const AXES: readonly OwnAxis[] = ['step', 'relstep', 'wall', 'relative'];

/** null for what is no tie. */
export function parseTied(text: string): Tied | null {
  const [kind = '', place = '', ...rest] = text.split(':');
  const x = place === '' ? Number.NaN : Number(place);
  if (!Number.isFinite(x)) return null;
  if (kind === 'line') return Number.isInteger(x) && x > 0 && rest.length === 0 ? { kind, line: x } : null;
  const axis = AXES.find((name) => name === kind);
  const metric = rest.join(':');
  return axis === undefined || rest.length === 0 ? null : { kind: 'point', axis, x, metric };
}

export function printTied(tied: Tied): string {
  return tied.kind === 'line' ? `line:${tied.line}` : `${tied.axis}:${tied.x}:${tied.metric}`;
}

/** The parameters with which the server is asked. */
export function tiedQuery(tied: Tied): Record<string, string> {
  if (tied.kind === 'line') return { line: String(tied.line) };
  return { [tied.axis]: String(tied.x), ...(tied.metric === '' ? {} : { metric: tied.metric }) };
}

const NO_TIMES =
  'The log has no times (neither logs.times.jsonl nor [HH:MM:SS] or HH:MM:SS | at the start of its lines): its lines cannot be tied to the charts.';

/** What is said of a line and its place in the charts. */
export function tieText(tied: Tied, { line, time, source, x }: LogPlace): string {
  if (source === null) return NO_TIMES;
  const step = tied.kind === 'point' && tied.axis === 'step' ? tied.x : x.step;
  const parts = [
    line === null ? null : `line ${formatWhole(line)}`,
    time === null ? null : formatTime(time),
    step === null ? 'no step near' : `${tied.kind === 'point' ? 'step' : 'nearest step'} ${formatStep(step)}`,
    source === 'marks' ? 'by logs.times.jsonl' : 'by the clock of the lines, to the second',
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

function formatStep(step: number): string {
  return Number.isInteger(step) ? formatWhole(step) : formatNumber(step);
}
