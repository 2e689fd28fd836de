import type { LoggedMetric } from '../../shared/values.ts';

export interface MetricSection {
  name: string;
  /** What the address calls it, and its default state. */
  open: boolean;
  metrics: string[];
  /** Metrics on scale SYSTEM: drawn over time. */
  system: boolean;
}

const FIRST = ['train', 'val'];
/** More cards than this at once are not opened unasked. */
const MOST_OPEN = 60;

/** By name: sorted once, so that a key in the filter of ten thousand metrics sorts none. */
export function byName<Metric extends { name: string }>(logged: readonly Metric[]): Metric[] {
  return logged.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** Sections by what stands before the last "/": pinned, train, val, then A–Z; `sys` at the end and closed. @param logged ascending by name. */
export function metricSections(
  logged: readonly Pick<LoggedMetric, 'name' | 'group' | 'scale'>[],
  matches: (name: string) => boolean,
  pins: readonly string[],
): MetricSection[] {
  const groups = new Map<string, string[]>();
  const system: string[] = [];
  for (const { name, group, scale } of logged) {
    if (!matches(name)) continue;
    const names = scale === 'SYSTEM' ? system : (groups.get(group) ?? []);
    // Series of one name follow each other.
    if (names.at(-1) === name) continue;
    if (scale !== 'SYSTEM' && names.length === 0) groups.set(group, names);
    names.push(name);
  }
  const sections: MetricSection[] = [];
  const pinned = pins.filter((name) => [...groups.values()].some((names) => names.includes(name)));
  if (pinned.length > 0) sections.push({ name: 'pinned', open: true, metrics: pinned, system: false });
  let shown = pinned.length;
  for (const [name, metrics] of [...groups].sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))) {
    const rest = pinned.length === 0 ? metrics : metrics.filter((metric) => !pinned.includes(metric));
    if (rest.length === 0) continue;
    sections.push({ name: name === '' ? 'metrics' : name, open: shown < MOST_OPEN, metrics: rest, system: false });
    shown += rest.length;
  }
  if (system.length > 0) sections.push({ name: 'sys', open: false, metrics: system, system: true });
  return sections;
}

function rank(group: string): number {
  const at = FIRST.indexOf(group);
  return at < 0 ? FIRST.length : at;
}
