import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'oxc-parser';
import { expect, test } from 'vitest';

/** Who may import whom (by value), folder by folder. `serve.ts` and `serveEngine.ts` put everything together and may import all of server. */
const RULE: Record<string, string[]> = {
  shared: ['shared'],
  'clients/ts': ['clients/ts', 'shared'],
  'server/columns': ['server/columns', 'shared'],
  'server/store': ['server/store', 'server/columns', 'shared'],
  'server/files': ['server/files', 'shared'],
  'server/ingest': ['server/ingest', 'server/columns', 'server/store', 'server/files', 'shared'],
  'server/query': ['server/query', 'server/columns', 'server/ingest', 'server/store', 'server/files', 'shared'],
  'server/engine': [
    'server/engine',
    'server/query',
    'server/columns',
    'server/ingest',
    'server/store',
    'server/files',
    'shared',
  ],
  'server/logs': ['server/logs', 'server/files', 'shared'],
  'server/live': ['server/live', 'shared'],
  'server/routes': ['server/routes', 'server/live', 'server/logs', 'server/files', 'shared'],
  'server/cli': ['server/cli', 'server', 'server/routes', 'server/live', 'server/logs', 'server/engine', 'shared'],
  'server/openapi': ['server/openapi', 'server/routes', 'shared'],
  server: ['server', 'server/routes', 'server/live', 'server/logs', 'server/files', 'server/engine', 'shared'],
  'web/ui': ['web/ui', 'shared'],
  'web/api': ['web/api', 'shared'],
  'web/router': ['web/router', 'web/api', 'shared'],
  'web/charts': ['web/charts', 'web/api', 'web/ui', 'shared'],
  'web/logs': ['web/logs', 'web/api', 'web/ui', 'shared'],
  'web/runs': ['web/runs', 'web/charts', 'web/router', 'web/api', 'web/ui', 'shared'],
  'web/run': ['web/run', 'web/runs', 'web/charts', 'web/logs', 'web/router', 'web/api', 'web/ui', 'shared'],
  'web/compare': ['web/compare', 'web/runs', 'web/charts', 'web/router', 'web/api', 'web/ui', 'shared'],
  'web/shell': [
    'web/shell',
    'web/compare',
    'web/run',
    'web/runs',
    'web/charts',
    'web/logs',
    'web/router',
    'web/api',
    'web/ui',
    'shared',
  ],
  web: ['web', 'web/shell', 'web/api', 'shared'],
};

/** Packages that only one folder knows. */
const OWNED: Record<string, string[]> = {
  'better-sqlite3': ['server/store'],
  recharts: ['web/charts/ChartFrame.tsx'],
  hono: ['server', 'server/routes', 'web/api'],
};

const COMPOSERS = new Set(['server/main.ts', 'server/serve.ts', 'server/serveEngine.ts']);

const FILE_LINES = 250;
const FUNCTION_LINES = 60;
const COMPONENT_LINES = 120;

/** Reasoned exceptions to the budgets. */
const LONGER: Record<string, string> = {
  'server/store/sqliteWrites.ts#prepareCommit': 'the statements of one transaction, side by side',
  'web/api/followNews.ts#followNews': 'one subscription: closures over what waits',
  'web/api/live.ts#openLive': 'one socket with its retries: closures over one state',
  'web/charts/useSeries.ts#useSeries': 'one hook: what it holds must not be seen from elsewhere',
};

const root = fileURLToPath(new URL('.', import.meta.url));
const files = ['server', 'shared', 'web', 'clients/ts'].flatMap((top) =>
  readdirSync(join(root, top), { recursive: true, encoding: 'utf8' })
    .map((name) => `${top}/${name.replaceAll('\\', '/')}`)
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$|\/testing\/|\/e2e\/|vite\.config/.test(name)),
);

function folderOf(file: string): string {
  const parts = file.split('/').slice(0, -1);
  const deep = parts.slice(0, 2).join('/');
  return deep in RULE ? deep : (parts[0] ?? '');
}

interface Import {
  from: string;
  typeOnly: boolean;
}

function importsOf(file: string): Import[] {
  const { module } = parseSync(file, readFileSync(join(root, file), 'utf8'));
  const found = module.staticImports.map((one) => ({
    from: one.moduleRequest.value,
    typeOnly: one.entries.length > 0 && one.entries.every((entry) => entry.isType),
  }));
  for (const one of module.staticExports) {
    for (const entry of one.entries)
      if (entry.moduleRequest !== null) found.push({ from: entry.moduleRequest.value, typeOnly: entry.isType });
  }
  return found;
}

function resolve(file: string, from: string): string {
  return normalize(join(dirname(file), from)).replaceAll('\\', '/');
}

test('each folder imports by value only what stands below it', () => {
  const wrong: string[] = [];
  for (const file of files) {
    const allowed = RULE[folderOf(file)] ?? [];
    for (const { from, typeOnly } of importsOf(file)) {
      if (typeOnly || !from.startsWith('.') || from.endsWith('.css') || from.endsWith('.json')) continue;
      const target = resolve(file, from);
      const isMain = COMPOSERS.has(file) && target.startsWith('server/');
      if (!isMain && !allowed.includes(folderOf(target))) wrong.push(`${file} -> ${target}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('shared and web know nothing of node, and the page imports the server as types only', () => {
  const wrong: string[] = [];
  for (const file of files) {
    for (const { from, typeOnly } of importsOf(file)) {
      const inPage = file.startsWith('web/') || file.startsWith('shared/');
      if (inPage && from.startsWith('node:')) wrong.push(`${file} -> ${from}`);
      if (inPage && !typeOnly && from.startsWith('.') && resolve(file, from).startsWith('server/'))
        wrong.push(`${file} -> ${from}`);
      if (file.startsWith('web/') && from === 'zod') wrong.push(`${file} -> zod`);
      if (file.startsWith('shared/') && from === 'react') wrong.push(`${file} -> react`);
    }
  }
  expect(wrong).toEqual([]);
});

test('one folder knows SQL, one file knows Recharts, and Hono stays at the edge', () => {
  const wrong: string[] = [];
  for (const file of files) {
    for (const { from, typeOnly } of importsOf(file)) {
      const owners = OWNED[from.split('/')[0] ?? ''];
      if (owners !== undefined && !typeOnly && !owners.includes(folderOf(file)) && !owners.includes(file))
        wrong.push(`${file} -> ${from}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('every dependency is imported by what is shipped', () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const imported = files.flatMap((file) => importsOf(file).map(({ from }) => from));
  const isUsed = (name: string): boolean => imported.some((from) => from === name || from.startsWith(`${name}/`));
  expect(Object.keys(dependencies).filter((name) => !isUsed(name))).toEqual([]);
});

test('no file exports a default, but configurations', () => {
  const wrong = files.filter((file) => /^export default /m.test(readFileSync(join(root, file), 'utf8')));
  expect(wrong).toEqual([]);
});

test('files and functions keep to their budgets', () => {
  const over: string[] = [];
  for (const file of files) {
    const text = readFileSync(join(root, file), 'utf8');
    const lines = text.split('\n').length - 1;
    if (lines > FILE_LINES && !(file in LONGER)) over.push(`${file}: ${lines} lines`);
    for (const { name, length } of functionsOf(file, text)) {
      const most = file.endsWith('.tsx') && /^[A-Z]/.test(name) ? COMPONENT_LINES : FUNCTION_LINES;
      if (length > most && !(`${file}#${name}` in LONGER)) over.push(`${file} ${name}: ${length} lines`);
    }
  }
  expect(over).toEqual([]);
});

interface Node {
  type: string;
  start: number;
  end: number;
  id?: { name?: string } | null;
  [key: string]: unknown;
}

function functionsOf(file: string, text: string): { name: string; length: number }[] {
  const found: { name: string; length: number }[] = [];
  const lineOf = (at: number): number => text.slice(0, at).split('\n').length;
  const visit = (node: unknown, name: string): void => {
    if (Array.isArray(node)) {
      for (const inner of node) visit(inner, name);
      return;
    }
    if (typeof node !== 'object' || node === null || !('type' in node)) return;
    const here = node as Node;
    const own = here.type === 'VariableDeclarator' ? ((here.id as { name?: string } | undefined)?.name ?? name) : name;
    if (here.type === 'FunctionDeclaration') {
      found.push({ name: here.id?.name ?? name, length: lineOf(here.end) - lineOf(here.start) + 1 });
    }
    for (const [key, inner] of Object.entries(here)) if (key !== 'parent') visit(inner, own);
  };
  visit(parseSync(file, text).program.body, '');
  return found;
}
