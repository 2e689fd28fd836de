import { basename } from 'node:path';
import type { RunState } from './runState.ts';

/** What health says of a run that could not be read, or not be taken into the index. */
export function runNotice(run: RunState, error: unknown): string {
  return `${basename(run.path)}: ${error instanceof Error ? error.message : 'cannot be read'}`;
}
