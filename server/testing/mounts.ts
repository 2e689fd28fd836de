import { spawnSync } from 'node:child_process';

/** Whether this process may mount: in a namespace of its own, which nothing outside sees. */
export function mayMount(): boolean {
  const tried = spawnSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs tmpfs /tmp'], { stdio: 'ignore' });
  return tried.status === 0;
}

/** A command line that runs `script` in a mount namespace of its own and then becomes what is appended to it. */
export function inMountNamespace(script: string): string[] {
  return ['unshare', '-rm', 'sh', '-c', `set -e; ${script}; exec "$@"`, 'sh'];
}

/** A path as a process in a mount namespace of its own sees it. */
export function pathIn(pid: number | undefined, path: string): string {
  return `/proc/${pid}/root${path}`;
}
