import { request } from 'node:http';
import { expect, test } from 'vitest';
import { runServer } from '../testing/runServer.ts';
import { tempRoot } from '../testing/tempRoot.ts';

/** Status and text of the answer to `bytes` bytes of JSON, sent with a declared length or in pieces without one. */
function send(url: string, path: string, bytes: number, declared: boolean): Promise<[number | undefined, string]> {
  const asked = JSON.stringify({ runs: ['a'], metrics: ['loss'] });
  const body = asked.padEnd(bytes, ' ');
  return new Promise((resolve, reject) => {
    const length = declared ? { 'Content-Length': String(body.length) } : {};
    const headers = { 'Content-Type': 'application/json', ...length };
    const outgoing = request(new URL(path, url), { method: 'POST', headers }, (incoming) => {
      let text = '';
      incoming.on('data', (piece) => (text += piece));
      incoming.on('end', () => resolve([incoming.statusCode, text]));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

test('bodies up to the bound are read and longer ones refused, whether their length is declared or not', async () => {
  await using root = tempRoot();
  await using server = await runServer([root.path]);
  const most = 8 * 1024 * 1024;
  for (const declared of [true, false]) {
    const [fits] = await send(server.url, '/api/series', most, declared);
    expect(fits, `declared ${declared}`).toBe(200);
    const [status, text] = await send(server.url, '/api/series', most + 1, declared);
    expect([status, text]).toEqual([422, JSON.stringify({ detail: `body: longer than ${most} bytes` })]);
  }
  const [status] = await send(server.url, '/api/ingest/runs', 16 * 1024 * 1024 + 1, true);
  expect(status).toBe(413);
});
