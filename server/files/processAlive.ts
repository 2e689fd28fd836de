import { readFileSync } from 'node:fs';

/** Clock ticks a second in /proc, on every Linux that Node runs on. */
const TICKS = 100;

/**
 * Whether the process that began a run at `startedAt` (Unix seconds) still lives on this machine. A pid that a younger
 * process has taken over does not count. null when this system cannot tell.
 */
export function isProcessAlive(pid: number, startedAt: number | null): boolean | null {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const began = processStart(pid);
  if (began === null) return process.platform === 'linux' ? false : null;
  return startedAt === null || began <= startedAt + 60;
}

function processStart(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const ticks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
    const boot = Number(/^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1]);
    return boot + ticks / TICKS;
  } catch {
    return null;
  }
}
