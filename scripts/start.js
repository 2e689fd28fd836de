// npm start: from a fresh clone to the running page. Arguments go to the server.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { buildIfChanged, installIfMissing, root } from './prepare.js';

installIfMissing();
buildIfChanged();
// Relative folders are meant from where npm was called.
const server = spawn(process.execPath, [join(root, 'dist', 'server', 'main.js'), ...process.argv.slice(2)], {
  stdio: 'inherit',
  cwd: process.env.INIT_CWD ?? process.cwd(),
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => server.kill(signal));
server.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 0 : 1)));
