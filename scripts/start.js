// npm start: from a fresh clone to the running page. Arguments go to the server; --demo trains beside it.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { startDemo } from './demo.js';
import { buildIfChanged, installIfMissing, root } from './prepare.js';

const given = process.argv.slice(2);
const args = given.filter((argument) => argument !== '--demo');
installIfMissing();
buildIfChanged();
const demo = args.length < given.length ? startDemo() : null;
if (demo !== null) args.push('--demo-root', demo.runs);
if (demo !== null && !args.includes('--index')) args.push('--index', demo.index);
// Relative folders are meant from where npm was called.
const server = spawn(process.execPath, [join(root, 'dist', 'server', 'main.js'), ...args], {
  stdio: 'inherit',
  cwd: process.env.INIT_CWD ?? process.cwd(),
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => server.kill(signal));
server.on('exit', async (code, signal) => {
  await demo?.stop();
  process.exit(code ?? (signal === null ? 0 : 1));
});
