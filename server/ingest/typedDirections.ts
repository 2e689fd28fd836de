import type { BestEnd } from '../../shared/bestEnd.ts';

/** Which end of a metric people said is its best, by project and metric; null is that they took it back. */
export type TypedDirections = ReadonlyMap<string, ReadonlyMap<string, BestEnd>>;

/** What the `directions` of some files say together, a later one over those before. What is no direction is left out. */
export function directionsIn(files: readonly unknown[]): TypedDirections {
  let all: TypedDirections = new Map();
  for (const file of files) {
    for (const [project, ends] of entries((file as { directions?: unknown } | null)?.directions)) {
      for (const [metric, end] of entries(ends))
        if (end === 'min' || end === 'max' || end === null) all = directionsWith(all, project, metric, end);
    }
  }
  return all;
}

export function directionsWith(all: TypedDirections, project: string, metric: string, end: BestEnd): TypedDirections {
  return new Map(all).set(project, new Map(all.get(project)).set(metric, end));
}

function entries(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}
