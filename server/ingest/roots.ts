import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type FoundRun, firstRunEvent } from '../files/walkRuns.ts';

export interface Root {
  /** As given, resolved. For a single file the folder that holds it. */
  path: string;
  single: string;
}

export function toRoot(path: string): Root {
  const real = realpathSync(path);
  return real.endsWith('.jsonl') ? { path: dirname(real), single: basename(real) } : { path: real, single: '' };
}

/** A file given on the command line is a run whatever its first line says. */
export function singleFile(root: Root): FoundRun[] {
  const said = firstRunEvent(join(root.path, root.single)) ?? {};
  return [{ dir: '', single: root.single, events: [root.single], said, deleted: false }];
}
