import { readFileSync } from 'node:fs';

export interface GoldenCall {
  call: string;
  at: string;
  arguments: Record<string, unknown>;
  lines: object[];
  contains?: string[];
  dropped?: number;
  error?: string;
}

export interface GoldenCase {
  name: string;
  calls: GoldenCall[];
}

// biome-ignore lint/suspicious/noExplicitAny: each file of vectors has a shape of its own
export function vectors(name: string): any {
  return JSON.parse(readFileSync(new URL(`../../../shared/fixtures/golden/${name}`, import.meta.url), 'utf8'));
}

/** An argument as a vector spells it: `$number` and `$integer` stand for what JSON cannot hold. */
export function revived(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('$number' in value) return Number(value.$number);
  if ('$integer' in value) return BigInt(value.$integer as string);
  if (Array.isArray(value)) return value.map(revived);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, revived(one)]));
}
