import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { authenticate, createAccess } from './auth.ts';
import { isKey } from './keys.ts';
import { keysCommand } from './keysCommand.ts';
import { tempRoot } from './testing/tempRoot.ts';

function run(env: NodeJS.ProcessEnv, ...argv: string[]): { code: number; out: string; problems: string } {
  let [out, problems] = ['', ''];
  const code = keysCommand(argv, env, {
    out: { write: (text) => void (out += text) },
    problems: { write: (text) => void (problems += text) },
    now: 1.7e9,
  });
  return { code, out, problems };
}

test('a key is shown once, kept as a hash, listed by its name, and counts until it is revoked', async () => {
  await using config = tempRoot();
  const env = { XDG_CONFIG_HOME: config.path };
  const secret = run(env, 'add', 'cluster').out.trim();
  const file = join(config.path, 'stepwell', 'keys.json');
  expect(readFileSync(file, 'utf8')).not.toContain(secret);
  expect(statSync(file).mode & 0o077).toBe(0);
  expect([isKey(env, secret), isKey(env, `${secret}x`), isKey(env, '')]).toEqual([true, false, false]);
  expect(run(env, 'add', 'cluster')).toMatchObject({ code: 1, problems: expect.stringContaining('exists') });
  expect(JSON.parse(run(env, 'list', '--json').out)).toEqual([{ name: 'cluster', created: 1.7e9 }]);
  expect(run(env, 'revoke', 'cluster').code).toBe(0);
  expect(run(env, 'revoke', 'cluster').code).toBe(1);
  expect(isKey(env, secret)).toBe(false);
});

test('where a token is asked for, a key writes runs and reads nothing', async () => {
  const app = new Hono();
  app.use('*', authenticate(createAccess('the-token', Date.now, (secret) => secret === 'swk_1')));
  app.all('*', (c) => c.text('ok'));
  const status = async (path: string, secret: string): Promise<number> =>
    (await app.request(path, { headers: { authorization: `Bearer ${secret}` } })).status;
  expect(await status('/api/ingest/runs', 'swk_1')).toBe(200);
  expect(await status('/api/ingest/runs', 'swk_2')).toBe(401);
  expect(await status('/api/runs', 'swk_1')).toBe(401);
  expect(await status('/api/ingest/../runs', 'swk_1')).toBe(401);
  expect(await status('/api/runs', 'the-token')).toBe(200);
});
