import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url));

export interface CliResult {
  code: number | null;
  out: string;
  err: string;
}

/** A command of the built program in a process of its own. */
export interface RunningCli {
  process: ChildProcess;
  out(): string;
  err(): string;
  /** Resolves once it has ended. */
  ended: Promise<CliResult>;
}

export function startCli(args: string[], env: NodeJS.ProcessEnv = {}): RunningCli {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...process.env, STEPWELL_TOKEN: undefined, STEPWELL_ROOT: undefined, NO_COLOR: undefined, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err]: Buffer[][] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => out?.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err?.push(chunk));
  const text = (chunks: Buffer[] | undefined): string => Buffer.concat(chunks ?? []).toString();
  const ended = new Promise<CliResult>((resolve) => {
    child.once('close', (code) => resolve({ code, out: text(out), err: text(err) }));
  });
  return { process: child, out: () => text(out), err: () => text(err), ended };
}

export function runCli(args: string[], env?: NodeJS.ProcessEnv): Promise<CliResult> {
  return startCli(args, env).ended;
}
