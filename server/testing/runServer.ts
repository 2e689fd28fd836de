import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The built server in a process of its own, on a free port, with an index of its own. */
export interface RunningServer extends AsyncDisposable {
  url: string;
  process: ChildProcess;
  indexFile: string;
  /** Everything that it printed. */
  output(): string;
}

const MAIN = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url));

export interface ServerOptions {
  args?: string[];
  indexFile?: string;
  env?: NodeJS.ProcessEnv;
  /** What runs the server: its program and arguments come behind these. */
  within?: string[];
}

/** Resolves once the server prints its address. */
export async function runServer(roots: string[], options: ServerOptions = {}): Promise<RunningServer> {
  if (!existsSync(MAIN)) throw new Error('dist/server is missing: run npm run build first');
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-server-'));
  const indexFile = options.indexFile ?? join(folder, 'index.db');
  const args = [
    MAIN,
    ...roots,
    '--port',
    '0',
    '--no-open',
    '--auth',
    'none',
    '--index',
    indexFile,
    ...(options.args ?? []),
  ];
  const [program, ...before] = [...(options.within ?? []), process.execPath];
  const child = spawn(program as string, [...before, ...args], {
    env: { ...process.env, STEPWELL_TOKEN: undefined, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const url = await new Promise<string>((resolve, reject) => {
    const take = (chunk: Buffer): void => {
      printed += chunk.toString();
      const address = / at (http:\S+)/.exec(printed)?.[1];
      if (address !== undefined) resolve(address);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('exit', (code) => reject(new Error(`the server ended (${code}): ${printed}`)));
  });
  return {
    url,
    process: child,
    indexFile,
    output: () => printed,
    [Symbol.asyncDispose]: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await ended;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Asks until the answer is as wanted; gives up after `withinMs` with what it last was. */
export async function until<T>(ask: () => Promise<T>, wanted: (value: T) => boolean, withinMs = 20_000): Promise<T> {
  const end = performance.now() + withinMs;
  for (;;) {
    const value = await ask();
    if (wanted(value)) return value;
    if (performance.now() > end) throw new Error(`still ${JSON.stringify(value)?.slice(0, 300)} after ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
