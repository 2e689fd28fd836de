// Bundles the server into dist/server: a few files a thread, so that starting does not read a thousand. What is imported when
// it is needed stands in a file of its own, so that the engine can start before it is loaded.
import { rmSync } from 'node:fs';
import { build } from 'esbuild';

rmSync('dist/server', { recursive: true, force: true });
await build({
  entryPoints: {
    main: 'server/main.ts',
    engineWorker: 'server/engine/engineWorker.ts',
    parseWorker: 'server/ingest/parseWorker.ts',
  },
  outdir: 'dist/server',
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  external: ['better-sqlite3'],
  banner: {
    js: "#!/usr/bin/env node\nimport { createRequire as stepwellRequire } from 'node:module';\nconst require = stepwellRequire(import.meta.url);",
  },
  logLevel: 'warning',
});

// The client for Node, without a dependency: what writes runs, the thread that sends for it, and what reads them.
rmSync('dist/client', { recursive: true, force: true });
await build({
  entryPoints: {
    client: 'clients/ts/client.ts',
    query: 'clients/ts/query.ts',
    senderThread: 'clients/ts/senderThread.ts',
  },
  outdir: 'dist/client',
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  logLevel: 'warning',
});
