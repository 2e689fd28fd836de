import { realpathSync } from 'node:fs';
import type { Worker } from 'node:worker_threads';
import { startEngine } from './engine/startEngine.ts';
import { hasDisplay } from './hasDisplay.ts';
import { indexFileOf } from './indexFile.ts';
import { isLoopback } from './isLoopback.ts';
import { takeLockOrServer } from './lock.ts';
import { type Options, readOptions } from './options.ts';
import { progressLine } from './progressLine.ts';
import { isSharedMachine } from './sharedMachine.ts';
import { readToken } from './token.ts';
import { VERSION } from './version.ts';

/** `stepwell [root…]`: options → engine → HTTP → close in order. `thread` is where the engine is to live. */
export async function serve(argv: readonly string[], thread: Worker): Promise<void> {
  // A closed pipe (`stepwell | head`) ends the output, not the server.
  process.stdout.on('error', () => {});
  // What speaks HTTP is loaded while the engine starts.
  const options = readOptions(argv, process.env, VERSION);
  const loading = import('./serveEngine.ts');
  const roots = options.roots.map(resolveRoot);
  const token = tokenFor(options);
  const { file, moved } =
    options.index === null ? indexFileOf(roots, process.env) : { file: options.index, moved: false };
  const lock = await takeLockOrServer(file);
  if (!lock.ok)
    fail(
      lock.holder.address === ''
        ? `The index of this folder is held by process ${lock.holder.pid}, which does not give it up`
        : `This folder is already served by process ${lock.holder.pid}: ${lock.holder.address}`,
      2,
    );
  if (moved) say('The cache folder is on a network file system: the index is kept on the local disk.');
  const { engine, ready } = startEngine({ roots, indexFile: file, version: VERSION }, thread);
  const showProgress = progressLine(
    { isTTY: process.stdout.isTTY, write: (text) => process.stdout.write(text) },
    Date.now,
  );
  engine.onNews((news) => {
    if (news.type === 'indexing') showProgress(news.progress);
  });
  const starting = loading.then(({ serveEngine }) => serveEngine(engine, token, options));
  const [serving] = await Promise.all([starting, ready]).catch((error: Error) => fail(error.message, 1));
  const shown = options.host.includes(':') ? `[${options.host}]` : options.host;
  const address = `http://${shown}:${serving.port}/`;
  lock.publish(address);
  const entry = token === null ? address : `${address}?code=${serving.oneTimeCode()}`;
  say(`Stepwell ${VERSION} shows ${options.roots.join(', ')} at ${entry}`);
  if (options.open && hasDisplay(process.env, process.platform)) (await import('./openBrowser.ts')).openBrowser(entry);
  closeOnSignal(async () => {
    await serving.close();
    await engine.close();
    lock.release();
  });
}

function resolveRoot(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return fail(`There is no folder ${path}. Name a folder of runs: stepwell <folder>`, 1);
  }
}

/** The token that callers need, or null. Refuses to listen beyond this machine without one. */
function tokenFor(options: Options): string | null {
  const loopback = options.host === 'localhost' || isLoopback(options.host);
  if (!loopback && options.auth === 'none')
    fail(
      `--host ${options.host} reaches beyond this machine and needs a token: leave out --auth none, or set STEPWELL_TOKEN`,
      2,
    );
  const wanted = options.auth === 'token' || process.env.STEPWELL_TOKEN !== undefined;
  if (!loopback && !wanted)
    fail(
      `--host ${options.host} reaches beyond this machine and needs a token: add --auth token (one is made), or set STEPWELL_TOKEN`,
      2,
    );
  if (options.auth === 'none' || (!wanted && !isSharedMachine())) return null;
  return readToken(process.env);
}

function closeOnSignal(close: () => Promise<void>): void {
  let closing = false;
  const end = async (): Promise<void> => {
    if (closing) return;
    closing = true;
    await close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end());
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function fail(text: string, code: number): never {
  process.stderr.write(`stepwell: ${text}\n`);
  process.exit(code);
}
