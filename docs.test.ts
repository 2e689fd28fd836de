import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createApi } from './server/api.ts';
import { openapiDocument } from './server/openapi/openapiDocument.ts';
import { templateOf } from './server/openapi/parametersOf.ts';

const root = fileURLToPath(new URL('.', import.meta.url));
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

function read(name: string): string {
  return readFileSync(join(root, name), 'utf8');
}

test('each path that a document names is there', () => {
  const missing: string[] = [];
  for (const document of documents) {
    for (const [, path] of read(document).matchAll(
      /`((?:server|shared|web|bench|clients|docs|examples|scripts)\/[\w./-]+)`/g,
    )) {
      if (path !== undefined && !existsSync(join(root, path))) missing.push(`${document}: ${path}`);
    }
    for (const [, path] of read(document).matchAll(/\]\((?!http)([^)#]+)\)/g)) {
      const base = document.startsWith('docs/') ? 'docs' : '.';
      if (path !== undefined && !existsSync(join(root, base, path))) missing.push(`${document}: ${path}`);
    }
  }
  expect(missing).toEqual([]);
});

test('each event type that is read has a heading in format.md', () => {
  const types = [...read('server/ingest/readEvent.ts').matchAll(/event\.type === '(\w+)'/g)].map((match) => match[1]);
  expect(types.length).toBeGreaterThan(4);
  const headings =
    read('docs/format.md')
      .match(/^## .*$/gm)
      ?.join('\n') ?? '';
  for (const type of types) expect(headings).toContain(type);
});

test('each route is in api.md', () => {
  const described = read('docs/api.md');
  const names = createApi({} as Parameters<typeof createApi>[0]).routes.map(
    ({ path }) =>
      path
        .split('/')
        .filter((part) => part !== '' && !part.startsWith(':'))
        .at(-1) ?? '',
  );
  for (const name of new Set(names)) expect(described).toContain(name);
});

test('each route is described in server/openapi, and nothing else is', () => {
  const served = createApi({} as Parameters<typeof createApi>[0]).routes.map(
    ({ method, path }) => `${method} ${templateOf(path)}`,
  );
  const described = Object.entries(openapiDocument('test').paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} /api${path}`),
  );
  expect(described.sort()).toEqual([...new Set(served)].sort());
  expect(described.length).toBeGreaterThan(35);
});

/** `GET /api/runs/a` … of each request that api.md shows. */
function shownRequests(): string[] {
  const text = read('docs/api.md').replaceAll('\\\n', ' ');
  const lines = text.split('\n').filter((line) => /\bcurl |new WebSocket/.test(line));
  return lines.map((line) => {
    const method = /-X (\w+)/.exec(line)?.[1] ?? 'GET';
    return `${method} ${/127\.0\.0\.1:23300([^\s"'?]*)/.exec(line)?.[1]}`;
  });
}

test('each route has an example in api.md, which apiExamples.test.ts runs', () => {
  const shown = shownRequests();
  const missing = createApi({} as Parameters<typeof createApi>[0])
    .routes.filter(({ method }) => method !== 'ALL')
    .filter(({ method, path }) => {
      const pattern = path.replace(/:\w+\{\.\+\}/g, '.+').replace(/:\w+(\{[^}]+\})?/g, '[^/]+');
      return !shown.some((request) => new RegExp(`^${method} ${pattern}$`).test(request));
    })
    .map(({ method, path }) => `${method} ${path}`);
  expect(missing).toEqual([]);
});

test('each behaviour in compatibility.md names a test that exists, or a difference that has a name and a reason', () => {
  const text = read('docs/compatibility.md');
  const named = new Set([...text.matchAll(/^\| `([\w-]+)` \| [^|]+ \| [^|]+ \|$/gm)].map((match) => match[1]));
  const stated = text.split('### What the document states').slice(1);
  expect(stated.length).toBe(5);
  const wrong: string[] = [];
  let rows = 0;
  for (const part of stated) {
    for (const [row, shown = ''] of (part.split('\n## ')[0] ?? '').matchAll(/^\| (?!behaviour|---).+ \| (.+) \|$/gm)) {
      rows++;
      for (const one of shown.split('<br>')) if (!isShown(one, named)) wrong.push(`${one} in ${row.slice(0, 80)}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(rows).toBeGreaterThan(90);
});

/** `file`: name of a test in it; or difference `name`. */
function isShown(text: string, named: ReadonlySet<string | undefined>): boolean {
  const [, difference] = /^difference `([\w-]+)`$/.exec(text) ?? [];
  if (difference !== undefined) return named.has(difference);
  const [, file = '', name = ''] = /^`([\w./-]+)`: (.+)$/.exec(text) ?? [];
  if (name === '' || !existsSync(join(root, file))) return false;
  return read(file).includes(file.endsWith('.py') ? `def ${name}(` : name);
}
