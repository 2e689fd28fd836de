/** The identity of a series within a run: name, scale and labels. */
export interface SeriesId {
  name: string;
  scale: string;
  labels: Record<string, string>;
}

export const DEFAULT_SCALE = 'ML_STEP';
const MARK = '\u0001';

/** A plain metric's key is its name; any other is a canonical JSON text, so equal series have equal keys. */
export function seriesKey(name: string, scale: string, labels: Record<string, string>): string {
  const names = Object.keys(labels);
  if (scale === DEFAULT_SCALE && names.length === 0 && !name.startsWith(MARK)) return name;
  names.sort();
  return MARK + JSON.stringify([name, scale, names.map((label) => [label, labels[label]])]);
}

export function parseSeriesKey(key: string): SeriesId {
  if (!key.startsWith(MARK)) return { name: key, scale: DEFAULT_SCALE, labels: {} };
  const [name, scale, labels] = JSON.parse(key.slice(1)) as [string, string, [string, string][]];
  return { name, scale, labels: Object.fromEntries(labels) };
}

/** Whether the series is one that the seeds' tables show: no labels, default scale. */
export function isPlain(id: SeriesId): boolean {
  return id.scale === DEFAULT_SCALE && Object.keys(id.labels).length === 0;
}
