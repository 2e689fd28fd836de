import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface WrittenLine {
  ts: number;
  type: string;
  event_id?: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it
  data: Record<string, any>;
}

/** All complete lines of a run, or of its files whose name matches, in the order of the files' names. */
export function readLines(folder: string, names = /^events.*\.jsonl$/): WrittenLine[] {
  return readdirSync(folder)
    .filter((name) => names.test(name))
    .sort()
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1))
    .map((line) => JSON.parse(line) as WrittenLine);
}

/** [step, value] of an unlabelled ML_STEP metric. */
export function points(lines: readonly WrittenLine[], name: string): [step: number, value: unknown][] {
  return lines
    .filter(({ type, data }) => type === 'metrics' && name in data)
    .map(({ data }) => [data.global_step, data[name]]);
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into it
export function readObject(folder: string, name: string): any {
  return JSON.parse(readFileSync(join(folder, name), 'utf8'));
}

/** Folders of runs below a root. */
export function runFolders(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('meta.json'))
    .map((name) => join(root, name, '..'));
}
