// Bundles the server into dist/server: one file per thread, so that starting reads three files and not a thousand.
import { build } from 'esbuild';

await build({
  entryPoints: {
    main: 'server/main.ts',
    engineWorker: 'server/engine/engineWorker.ts',
    parseWorker: 'server/ingest/parseWorker.ts',
  },
  outdir: 'dist/server',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  external: ['better-sqlite3'],
  banner: {
    js: "#!/usr/bin/env node\nimport { createRequire as stepwellRequire } from 'node:module';\nconst require = stepwellRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
