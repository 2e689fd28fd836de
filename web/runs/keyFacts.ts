import type { Json, JsonObject } from '../../shared/run.ts';
import { flatConfig } from './flatConfig.ts';

/** What is known of a key over many runs. */
export interface KeyFacts {
  /** Different values, up to MOST_DISTINCT; a run without the key counts as one value of its own. */
  distinct: number;
  /** Runs that have the key. */
  runs: number;
  /** Every value is a number, be it NaN. */
  numeric: boolean;
  /** Characters of the longest text. */
  longest: number;
}

/** More different values than this are not told apart. */
export const MOST_DISTINCT = 1_000;

/** How JSON carries them. */
const NON_FINITE = new Set<Json>(['NaN', 'Infinity', '-Infinity']);

/** Facts of every key of the configs (or summaries), those that vary first and of these those that vary least: they group best. */
export function keyFacts(configs: readonly JsonObject[]): Map<string, KeyFacts> {
  const values = new Map<string, { seen: Set<Json>; runs: number; numeric: boolean; longest: number }>();
  for (const config of configs) {
    for (const [key, value] of flatConfig(config)) {
      let known = values.get(key);
      if (known === undefined) {
        known = { seen: new Set(), runs: 0, numeric: true, longest: 0 };
        values.set(key, known);
      }
      known.runs++;
      if (typeof value !== 'number' && !NON_FINITE.has(value)) known.numeric = false;
      const one = Array.isArray(value) ? JSON.stringify(value) : value;
      if (typeof one === 'string' && one.length > known.longest) known.longest = one.length;
      if (known.seen.size < MOST_DISTINCT) known.seen.add(one);
    }
  }
  const facts = [...values].map(([key, { seen, ...known }]): [string, KeyFacts] => [
    key,
    { ...known, distinct: Math.min(MOST_DISTINCT, seen.size + (known.runs < configs.length ? 1 : 0)) },
  ]);
  const varies = ({ distinct }: KeyFacts): number => Number(distinct > 1);
  return new Map(
    facts.sort(
      ([a, one], [b, two]) => varies(two) - varies(one) || one.distinct - two.distinct || (a < b ? -1 : a > b ? 1 : 0),
    ),
  );
}
