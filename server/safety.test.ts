import { request } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { createApi } from './api.ts';
import { runServer } from './testing/runServer.ts';
import { tempRoot } from './testing/tempRoot.ts';

const ID = '20261120_184222_33a054';
const CLIMBS = [
  '..',
  '%2e%2e',
  '%2E%2e',
  '..%2f..',
  '%252e%252e',
  '..%5c',
  '..\\',
  '..;',
  '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
];

/** Every path of the router, with its parameters filled in. */
function routes(): { method: string; path: string }[] {
  const api = createApi({} as Parameters<typeof createApi>[0]);
  const seen = new Set<string>();
  return api.routes
    .filter(({ method, path }) => method !== 'ALL' && !seen.has(`${method} ${path}`) && seen.add(`${method} ${path}`))
    .map(({ method, path }) => ({ method, path: path.replace(':id', ID).replace(/:path\{[^}]*\}/, 'media/a.png') }));
}

interface Asked {
  method?: string;
  path: string;
  headers?: Record<string, string>;
}

/** Status and body of a raw request: no client puts the path or the headers right. */
function ask(
  url: string,
  { method = 'GET', path, headers = {} }: Asked,
): Promise<{ status: number; body: string; headers: Record<string, unknown> }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request(
      { hostname, port, path, method, headers: { Host: `localhost:${port}`, ...headers } },
      (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => {
          body += chunk.toString();
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body, headers: response.headers }));
      },
    );
    sent.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode ?? 0, body: '', headers: response.headers });
    });
    sent.on('error', reject);
    sent.end();
  });
}

const UPGRADE = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

test('a foreign Host, a page of another origin and climbing paths get nothing, on every route and on sockets', async () => {
  await using root = tempRoot('runicorn-0.6');
  await using server = await runServer([root.path]);
  const { port } = new URL(server.url);
  const all = [...routes(), { method: 'GET', path: '/' }, { method: 'GET', path: '/assets/index.js' }];
  expect(all.length).toBeGreaterThan(12);
  for (const { method, path } of all) {
    const upgrade = /\/ws$|\/live$|\/news$/.test(path) ? UPGRADE : {};
    for (const host of ['evil.test', '127.0.0.1.evil.com', 'localhost.', '0.0.0.0', '[::', `evil.test:${port}`]) {
      const answer = await ask(server.url, { method, path, headers: { ...upgrade, Host: host } });
      // A Host that is no URL fails before the guard when it comes with an upgrade; it gets nothing either way.
      expect([400, 403, 500], `${method} ${path} as ${host}`).toContain(answer.status);
      expect(answer.body).not.toContain('mlp');
    }
    for (const origin of ['http://evil.test', 'http://localhost:1', 'null']) {
      const answer = await ask(server.url, {
        method,
        path,
        headers: { ...upgrade, Origin: origin, 'Sec-Fetch-Site': 'cross-site' },
      });
      expect(answer.status, `${method} ${path} from ${origin}`).toBe(403);
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
    for (const climb of CLIMBS) {
      const answer = await ask(server.url, { method, path: `${path.replace(ID, climb)}/${climb}/etc/passwd` });
      expect([400, 404, 422], `${method} ${path} with ${climb}`).toContain(answer.status);
      expect(answer.body).not.toContain('root:');
    }
  }
  expect(server.process.exitCode).toBeNull();
});

test('every answer tells browsers to trust nothing in it, refusals and failures too', async () => {
  await using root = tempRoot('runicorn-0.6');
  await using server = await runServer([root.path]);
  const { port } = new URL(server.url);
  const asked = [
    { path: '/', status: 200 },
    { path: '/api/health', status: 200 },
    { path: `/api/runs/${ID}/metrics_step`, status: 200 },
    { path: '/api/runs/none', status: 404 },
    { path: '/api/no-such-route', status: 404 },
    { path: '/api/health', status: 403, host: `evil.test:${port}` },
  ];
  for (const { path, status, host } of asked) {
    const answer = await ask(server.url, { method: 'GET', path, headers: { Host: host ?? `127.0.0.1:${port}` } });
    expect(answer.status, path).toBe(status);
    expect(answer.headers, path).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': expect.stringContaining("default-src 'self'; script-src 'self';"),
    });
  }
});

test('the own page, scripts, and an SSH tunnel on another port are let in, on sockets too', async () => {
  await using root = tempRoot('runicorn-0.6');
  await using server = await runServer([root.path]);
  const asked: Asked[] = [
    { path: '/api/health' },
    { path: '/api/health', headers: { Host: 'localhost:8080' } },
    { path: '/api/health', headers: { Host: '127.0.0.1:9', Origin: 'http://127.0.0.1:9' } },
    { path: '/r/anything/charts', headers: { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate' } },
  ];
  for (const one of asked) expect((await ask(server.url, one)).status, JSON.stringify(one)).toBe(200);
  for (const headers of [{}, { Host: 'localhost:8080', Origin: 'http://localhost:8080' }]) {
    for (const path of ['/api/live', `/api/runs/${ID}/logs/ws`]) {
      expect((await ask(server.url, { path, headers: { ...UPGRADE, ...headers } })).status).toBe(101);
    }
  }
});

test.each([
  'GET //api/health HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'GET http://evil.test/api/runs HTTP/1.1\r\nHost: evil.test\r\n\r\n',
  'GET /api/runs HTTP/1.1\r\nHost: localhost\r\nHost: evil.test\r\n\r\n',
  'GET /api/runs HTTP/1.0\r\n\r\n',
  'GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n',
  `GET / HTTP/1.1\r\nHost: ${'a'.repeat(60_000)}\r\n\r\n`,
  'nonsense\r\n\r\n',
])('the request %j neither passes as somebody else nor ends the server', async (text) => {
  await using root = tempRoot('runicorn-0.6');
  await using server = await runServer([root.path]);
  const { port } = new URL(server.url);
  const answer = await new Promise<string>((resolve) => {
    let received = '';
    const socket = connect(Number(port), '127.0.0.1', () => socket.end(text));
    socket.on('data', (chunk) => {
      received += chunk.toString();
    });
    socket.on('close', () => resolve(received));
    socket.on('error', () => resolve(received));
  });
  expect(answer).not.toContain('"display_id"');
  expect((await ask(server.url, { path: '/api/health' })).status).toBe(200);
});

test('listening beyond this machine needs a token, and then nobody gets in without it', async () => {
  await using root = tempRoot('runicorn-0.6');
  await expect(runServer([root.path], { args: ['--host', '0.0.0.0'] })).rejects.toThrow(/needs a token/);
  await using server = await runServer([root.path], {
    args: ['--auth', 'token'],
    env: { STEPWELL_TOKEN: 'a-token-for-this-test-only' },
  });
  expect((await ask(server.url, { path: '/api/runs' })).status).toBe(401);
  expect((await ask(server.url, { path: '/' })).status).toBe(401);
  expect((await ask(server.url, { path: '/api/live', headers: UPGRADE })).status).toBe(401);
  expect(
    (await ask(server.url, { path: '/api/runs', headers: { Authorization: 'Bearer a-token-for-this-test-only' } }))
      .status,
  ).toBe(200);
  const code = new URL(server.url).searchParams.get('code');
  const entered = await ask(server.url, { path: `/?code=${code}` });
  expect(entered.status).toBe(302);
  const cookie = String(entered.headers['set-cookie']);
  expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
  expect((await ask(server.url, { path: '/api/runs', headers: { Cookie: cookie.split(';')[0] ?? '' } })).status).toBe(
    200,
  );
  expect((await ask(server.url, { path: `/?code=${code}` })).status).toBe(401);
});

test('a second server on one index says who has it', async () => {
  await using root = tempRoot('runicorn-0.6');
  await using server = await runServer([root.path]);
  await expect(runServer([root.path], { indexFile: server.indexFile })).rejects.toThrow(
    new RegExp(`process ${server.process.pid}: http`),
  );
});
