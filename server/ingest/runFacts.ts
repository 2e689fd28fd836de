import { join } from 'node:path';
import type { JsonObject } from '../../shared/run.ts';
import { readRunJson } from '../files/readRunJson.ts';
import { statRunFile } from '../files/runFile.ts';

/** What the JSON files of a run say. */
export interface RunFacts {
  meta: JsonObject;
  status: JsonObject;
  summary: JsonObject;
  assets: number;
  /** Files that could not be read, with the reason; what was read of them before is kept. */
  problems: string[];
  /** stat of the files when they were read: another one means that they are to be read again. */
  stamp: string;
}

const NAMES = ['meta.json', 'status.json', 'summary.json', 'assets.json'] as const;

export function noFacts(): RunFacts {
  return { meta: {}, status: {}, summary: {}, assets: 0, problems: [], stamp: '' };
}

/** Identity of the JSON files as they lie there now. */
export function factsStamp(path: string): string {
  return NAMES.map((name) => {
    const stat = statRunFile(join(path, name));
    return stat === null ? '-' : `${stat.ino}:${stat.size}:${stat.mtimeNs}`;
  }).join(' ');
}

/** Reads the JSON files. A file that is being rewritten just now is no loss: the old facts stay until it can be read. */
export function readFacts(path: string, before: RunFacts): RunFacts {
  const stamp = factsStamp(path);
  const problems: string[] = [];
  const read = (name: (typeof NAMES)[number], old: JsonObject): JsonObject => {
    const file = readRunJson(join(path, name));
    if (file.ok) return file.value;
    problems.push(`${name}: ${file.reason}`);
    return old;
  };
  const meta = read('meta.json', before.meta);
  const status = read('status.json', before.status);
  const summary = read('summary.json', before.summary);
  const assets = countAssets(read('assets.json', {}));
  return { meta, status, summary, assets, problems, stamp: problems.length > 0 ? `${stamp} unread` : stamp };
}

/** Entries of Runicorn's assets.json: snapshot, config, data sets, pretrained models, outputs. */
function countAssets(assets: JsonObject): number {
  let count = 0;
  for (const [kind, value] of Object.entries(assets)) {
    if (Array.isArray(value)) count += value.length;
    else if (typeof value === 'object' && value !== null && Object.keys(value).length > 0)
      count += kind === 'code' ? Object.keys(value).length : 1;
  }
  return count;
}
