import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { hostname, machine, platform, release } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from './jsonFile.ts';

/** A larger diff is not kept: it is no patch of code any more. */
const LARGEST_DIFF = 8 * 1024 * 1024;
const GIT_MS = 3_000;

/** Where a run comes from, as meta.json says it: host, process, Node, command line. */
export function processFacts(): JsonObject {
  return {
    hostname: hostname(),
    pid: process.pid,
    node: process.versions.node,
    platform: `${platform()} ${release()} (${machine()})`,
    argv: process.argv.slice(1),
    cwd: process.cwd(),
  };
}

/** Whether another process of this number lives on this machine; false where that cannot be told. */
export function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

export interface GitFacts {
  /** Commit, branch and whether files differ from it; null outside a repository. */
  facts: JsonObject | null;
  /** The difference as a patch. */
  diff: Buffer;
}

export function gitFacts(folder: string): GitFacts {
  const commit = git(folder, 'rev-parse', 'HEAD');
  if (commit === null) return { facts: null, diff: Buffer.alloc(0) };
  const branch = git(folder, 'rev-parse', '--abbrev-ref', 'HEAD') ?? '';
  const diff = git(folder, 'diff', 'HEAD', '--no-color', '--no-ext-diff') ?? Buffer.alloc(0);
  const facts = { commit: commit.toString().trim(), branch: branch.toString().trim(), dirty: diff.length > 0 };
  if (diff.length <= LARGEST_DIFF) return { facts, diff };
  return { facts: { ...facts, diff_left_out: `${diff.length} bytes` }, diff: Buffer.alloc(0) };
}

function git(folder: string, ...args: string[]): Buffer | null {
  const done = spawnSync('git', ['-C', folder, ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: GIT_MS,
    maxBuffer: 64 * LARGEST_DIFF,
  });
  return done.status === 0 ? done.stdout : null;
}

/** Keeps the patch beside the run; a folder that refuses it loses nothing else. */
export function writeDiff(folder: string, diff: Buffer): void {
  if (diff.length === 0) return;
  try {
    writeFileSync(join(folder, 'git.diff'), diff);
  } catch {
    // The run is worth more than its patch.
  }
}
