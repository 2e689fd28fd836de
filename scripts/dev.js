// npm run dev: the server is bundled anew and restarted on change, the page is served by Vite and reloads by itself.
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { buildIfChanged, installIfMissing, root } from './prepare.js';

installIfMissing();
buildIfChanged();
let server = null;
let timer = null;

function restart() {
  buildIfChanged();
  server?.kill('SIGTERM');
  server = spawn(
    process.execPath,
    [join(root, 'dist', 'server', 'main.js'), '--port', '23300', '--no-open', ...process.argv.slice(2)],
    { stdio: 'inherit' },
  );
}

for (const folder of ['server', 'shared']) {
  watch(join(root, folder), { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(restart, 100);
  });
}
restart();
const page = spawn(process.execPath, [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'web'], {
  stdio: 'inherit',
  cwd: root,
});
process.on('SIGINT', () => {
  server?.kill('SIGTERM');
  page.kill('SIGTERM');
  process.exit(0);
});
