// Brings node_modules and dist up to date, and does nothing where they are. Node's own modules only: this runs in a fresh clone.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const SERVER_SOURCES = ['clients/ts', 'server', 'shared', 'scripts', 'package.json'];
const PAGE_SOURCES = ['web', 'shared', 'server/api.ts', 'server/routes', 'package.json'];

/** Installs dependencies when the lock file is not the one they were installed from. */
export function installIfMissing() {
  const stamp = join(root, 'node_modules', '.stepwell-installed');
  const wanted = hashFiles([join(root, 'package-lock.json')]);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  if (!isInstalled()) {
    console.log('Installing dependencies …');
    run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts=false']);
  }
  writeFileSync(stamp, wanted);
}

/** Whether the packages that package.json names are there, in the versions of the lock file, and the native one is built. */
function isInstalled() {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const { dependencies, devDependencies } = lock.packages[''];
  const isThere = (name) => {
    const file = join(root, 'node_modules', name, 'package.json');
    return (
      existsSync(file) &&
      JSON.parse(readFileSync(file, 'utf8')).version === lock.packages[`node_modules/${name}`]?.version
    );
  };
  return (
    Object.keys({ ...dependencies, ...devDependencies }).every(isThere) &&
    existsSync(join(root, 'node_modules', 'better-sqlite3', 'build'))
  );
}

/** Builds what changed since the last build: the server in a fraction of a second, the page in a few. */
export function buildIfChanged() {
  buildPart('server', SERVER_SOURCES, 'dist/server/main.js', () =>
    run(process.execPath, [join(root, 'scripts', 'buildServer.js')]),
  );
  buildPart('page', PAGE_SOURCES, 'dist/web/index.html', () =>
    run(process.execPath, [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', 'web', '--logLevel', 'warn']),
  );
}

function buildPart(name, sources, result, build) {
  const stamp = join(root, 'dist', `.${name}-built`);
  const wanted = signature(sources.map((source) => join(root, source)));
  if (existsSync(join(root, result)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.log(`Building the ${name} …`);
  build();
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(stamp, wanted);
}

/** Names, sizes and times of change of all files below: what a build depends on. */
function signature(paths) {
  const hash = createHash('sha1');
  for (const path of paths) {
    for (const file of filesBelow(path)) {
      const { size, mtimeMs } = statSync(file);
      hash.update(`${file}:${size}:${mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}

function filesBelow(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => !/\.test\.tsx?$/.test(entry.name) && entry.name !== 'fixtures')
    .flatMap((entry) => filesBelow(join(path, entry.name)))
    .sort();
}

function hashFiles(files) {
  const hash = createHash('sha1');
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex');
}

function run(command, args) {
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32' && command === 'npm',
  });
  if (status !== 0) process.exit(status ?? 1);
}

// `npm install` in a checkout or of a packed tarball calls this file itself: then only the build is due.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (existsSync(join(root, 'server')) && existsSync(join(root, 'node_modules', 'esbuild'))) buildIfChanged();
  else if (!existsSync(join(root, 'dist', 'server', 'main.js')))
    execFileSync(process.execPath, ['-e', 'process.exit(1)']);
}
