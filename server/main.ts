import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createApp } from './app.ts';
import { createAccess } from './auth.ts';
import { startEngine } from './engine/startEngine.ts';
import { hostNames } from './guard.ts';
import { indexFileOf } from './indexFile.ts';
import { LiveHub } from './live/liveHub.ts';
import { takeLock } from './lock.ts';
import { LogFiles } from './logs/logFiles.ts';
import { openBrowser } from './openBrowser.ts';
import { type Options, readOptions } from './options.ts';
import { progressLine } from './progressLine.ts';
import { createRateLimit, isLoopback } from './rateLimit.ts';
import { TableCache } from './routes/tableCache.ts';
import { type Serving, serveApp } from './serveApp.ts';
import { isSharedMachine } from './sharedMachine.ts';
import { readToken } from './token.ts';
import { VERSION } from './version.ts';

const DEFAULT_PORT = 23300;
const PORTS_TRIED = 20;

/** Composition root: options → engine → listen → close in order. */
async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env, VERSION);
  const roots = options.roots.map(resolveRoot);
  const token = tokenFor(options);
  const { file, moved } =
    options.index === null ? indexFileOf(roots, process.env) : { file: options.index, moved: false };
  const lock = takeLock(file);
  if (!lock.ok)
    fail(`This folder is already served by process ${lock.holder.pid}: ${lock.holder.address || '(starting)'}`, 2);
  if (moved) say('The cache folder is on a network file system: the index is kept on the local disk.');
  const engine = await startEngine({ roots, indexFile: file, version: VERSION });
  const live = new LiveHub(VERSION);
  const showProgress = progressLine(
    { isTTY: process.stdout.isTTY, write: (text) => process.stdout.write(text) },
    Date.now,
  );
  engine.onNews((news) => {
    live.publish(news);
    if (news.type === 'indexing') showProgress(news.progress);
  });
  const logs = new LogFiles();
  const access = createAccess(token);
  const serving = await listen(
    options,
    createApp({
      engine,
      live,
      tables: new TableCache(engine),
      logs,
      access,
      rate: createRateLimit(options.rateLimit === null ? 'foreign' : options.rateLimit === 'on'),
      page: fileURLToPath(new URL('../web', import.meta.url)),
      report: (error) => console.error(error),
    }),
  );
  const shown = options.host.includes(':') ? `[${options.host}]` : options.host;
  const address = `http://${shown}:${serving.port}/`;
  lock.publish(address);
  const entry = token === null ? address : `${address}?code=${access.oneTimeCode()}`;
  say(`Stepwell ${VERSION} shows ${options.roots.join(', ')} at ${entry}`);
  if (options.open) openBrowser(entry, process.env);
  closeOnSignal(async () => {
    live.close();
    logs.close();
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

async function listen(options: Options, app: Parameters<typeof serveApp>[0]): Promise<Serving> {
  const names = hostNames(options.host === '0.0.0.0' || options.host === '::' ? [] : [options.host]);
  const first = options.port ?? DEFAULT_PORT;
  for (let port = first; ; port++) {
    try {
      const serving = await serveApp(app, { host: options.host, port, names });
      if (options.port === null && port !== first) say(`Port ${first} is taken; using ${port}.`);
      return serving;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EADDRINUSE' || options.port !== null || port - first >= PORTS_TRIED) {
        fail(code === 'EADDRINUSE' ? `Port ${port} is taken` : `Cannot listen on ${options.host}:${port} (${code})`, 1);
      }
    }
  }
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

// A closed pipe (`stepwell | head`) ends the output, not the server.
process.stdout.on('error', () => {});
await main();
