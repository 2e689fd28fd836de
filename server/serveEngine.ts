import { fileURLToPath } from 'node:url';
import { createApp } from './app.ts';
import { createAccess } from './auth.ts';
import type { Engine } from './engine/api.ts';
import { hostNames } from './guard.ts';
import { isKey } from './keys.ts';
import { LiveHub } from './live/liveHub.ts';
import { LogFiles } from './logs/logFiles.ts';
import type { Options } from './options.ts';
import { createRateLimit } from './rateLimit.ts';
import { TableCache } from './routes/tableCache.ts';
import { type Serving, serveApp } from './serveApp.ts';
import { VERSION } from './version.ts';

const DEFAULT_PORT = 23300;
const PORTS_TRIED = 20;

/** Everything that speaks HTTP, before the engine; listens. Rejects with a sentence where it cannot. */
export async function serveEngine(
  engine: Engine,
  token: string | null,
  options: Options,
): Promise<Serving & { oneTimeCode: () => string }> {
  const access = createAccess(token, Date.now, (secret) => isKey(process.env, secret));
  const live = new LiveHub(VERSION);
  const logs = new LogFiles();
  engine.onNews((news) => live.publish(news));
  const app = createApp({
    engine,
    live,
    tables: new TableCache(engine),
    logs,
    access,
    rate: createRateLimit(options.rateLimit === null ? 'foreign' : options.rateLimit === 'on'),
    page: fileURLToPath(new URL('../web', import.meta.url)),
    report: (error) => console.error(error),
  });
  const serving = await listen(options, app);
  return {
    port: serving.port,
    oneTimeCode: access.oneTimeCode,
    close: async () => {
      live.close();
      logs.close();
      await serving.close();
    },
  };
}

async function listen(options: Options, app: Parameters<typeof serveApp>[0]): Promise<Serving> {
  const names = hostNames(options.host === '0.0.0.0' || options.host === '::' ? [] : [options.host]);
  const first = options.port ?? DEFAULT_PORT;
  for (let port = first; ; port++) {
    try {
      const serving = await serveApp(app, { host: options.host, port, names });
      if (options.port === null && port !== first) process.stdout.write(`Port ${first} is taken; using ${port}.\n`);
      return serving;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EADDRINUSE' || options.port !== null || port - first >= PORTS_TRIED) {
        throw new Error(
          code === 'EADDRINUSE' ? `Port ${port} is taken` : `Cannot listen on ${options.host}:${port} (${code})`,
        );
      }
    }
  }
}
