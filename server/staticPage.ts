import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { Hono } from 'hono';
import { baseHref } from '../shared/baseHref.ts';
import { isPlainRelative } from './files/openInside.ts';
import { problem } from './routes/problem.ts';

const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

/** The page: its files below `folder`, and index.html for every other address, so that a deep link can be reloaded. */
export function staticPage(folder: string) {
  return new Hono().get('*', async (c) => {
    const path = c.req.path.slice(1);
    const asset = /(?:^|\/)(assets\/[^/]+|favicon\.svg)$/.exec(path)?.[1];
    if (asset !== undefined && isPlainRelative(asset)) {
      try {
        const body = await readFile(join(folder, asset));
        c.header('Content-Type', TYPES[extname(asset)] ?? 'application/octet-stream');
        c.header('Cache-Control', asset.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
        return c.body(new Uint8Array(body));
      } catch {
        return problem(c, 404, 'No such file');
      }
    }
    c.header('Cache-Control', 'no-cache');
    return c.html(indexHtml(folder, c.req.path));
  });
}

function indexHtml(folder: string, pathname: string): string {
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  return html.replace(/<head>/i, `<head><base href="${baseHref(pathname)}">`);
}
