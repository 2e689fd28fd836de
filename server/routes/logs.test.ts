import { appendFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { type LogClient, logServer } from '../testing/logServer.ts';

function numbered(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, i) => `line ${from + i}`);
}

function bar(count: number): string {
  return `train: ${count}%|##| ${count}/100 [00:01<00:02, 3.00it/s]`;
}

test('the socket sends the last lines first, each as one text message, and then what is written', async () => {
  await using server = await logServer();
  const log = server.log('a');
  writeFileSync(log, `${numbered(1, 2001).join('\n')}\n`);
  const client = server.connect('a');
  expect(await client.count(1000)).toEqual(numbered(1001, 2001));
  expect((await client.headers)['x-log-tail']).toBe('1000');
  appendFileSync(log, 'new\n\nafter a blank line\r\n');
  expect((await client.count(1003)).slice(1000)).toEqual(['new', '', 'after a blank line']);
  expect(client.closed).toBe(null);
});

test('a backlog can be longer or empty', async () => {
  await using server = await logServer();
  const log = server.log('a');
  writeFileSync(log, `${numbered(1, 50_001).join('\n')}\n`);
  const all = server.connect('a', 'tail=1000000');
  expect(await all.count(50_000)).toEqual(numbered(1, 50_001));
  const none = server.connect('a', 'tail=0');
  expect((await none.headers)['x-log-tail']).toBe('0');
  const some = server.connect('a', 'tail=3');
  expect(await some.count(3)).toEqual(numbered(49_998, 50_001));
  appendFileSync(log, 'live\n');
  expect(await none.count(1)).toEqual(['live']);
  expect((await some.count(4)).at(-1)).toBe('live');
});

test('with follow=0 the socket closes with 1000 after the backlog', async () => {
  await using server = await logServer();
  writeFileSync(server.log('a'), 'one\ntwo\ntorn');
  const client = server.connect('a', 'follow=0');
  expect((await client.close()).code).toBe(1000);
  expect(client.messages).toEqual(['one', 'two']);
});

test('an unknown run is accepted and closed with 4404 and the reason', async () => {
  await using server = await logServer();
  const client = server.connect('nobody');
  expect(await client.close()).toEqual({ code: 4404, reason: 'Run not found: nobody' });
  const news = server.connect('nobody', '', 'news');
  expect((await news.close()).code).toBe(4404);
  expect((await fetch(`${server.url}/nobody/logs`)).status).toBe(404);
});

test('a socket without upgrade, and parameters that make no sense, are refused with a reason', async () => {
  await using server = await logServer();
  server.log('a');
  expect((await fetch(`${server.url}/a/logs/ws`)).status).toBe(426);
  const refused = await fetch(`${server.url}/a/logs?count=0`);
  expect([refused.status, await refused.json()]).toEqual([422, { detail: 'count: a whole number from 1 to 5000' }]);
  const client = server.connect('a', 'tqdm=some');
  expect((await client.close()).code).toBe(1006);
});

test('a run without a log waits for it, and a single-file run never has one', async () => {
  await using server = await logServer();
  const log = server.log('a');
  const client = server.connect('a', 'tail=1');
  await client.headers;
  writeFileSync(log, 'first\nsecond\n');
  expect(await client.count(2)).toEqual(['first', 'second']);
  writeFileSync(server.log('single'), 'of another run\n');
  expect(await server.page('single')).toMatchObject({ exists: false, lines: [] });
});

test('a line is sent once its end is written, wherever it was torn', async () => {
  await using server = await logServer();
  const log = server.log('a');
  const text = 'één\r\n日本語\n\nlast\n';
  const bytes = Buffer.from(text);
  writeFileSync(log, '');
  const client = server.connect('a');
  await client.headers;
  for (let cut = 1; cut < bytes.length; cut++) {
    const before = client.messages.length;
    appendFileSync(log, bytes.subarray(0, cut));
    const early = bytes.subarray(0, cut).toString('latin1').split('\n').length - 1;
    await client.count(before + early);
    appendFileSync(log, bytes.subarray(cut));
    expect((await client.count(before + 4)).slice(before)).toEqual(['één', '日本語', '', 'last']);
  }
});

test('reconnecting behind the last line that was read gives no line twice and loses none', async () => {
  await using server = await logServer();
  const log = server.log('a');
  writeFileSync(log, '');
  const read: string[] = [];
  let written = 0;
  const write = () => {
    const end = written + 1 + Math.floor(Math.random() * 40);
    const text = `${numbered(written, end).join('\n')}\n`;
    const cut = Math.floor(Math.random() * text.length);
    appendFileSync(log, text.slice(0, cut));
    appendFileSync(log, text.slice(cut));
    written = end;
  };
  for (let round = 0; round < 60; round++) {
    write();
    const client = server.connect('a', `after=${read.length}`);
    const most = Math.floor(Math.random() * 20);
    await client.count(Math.min(most, written - read.length));
    write();
    await client.count(Math.min(most + 5, written - read.length));
    client.socket.terminate();
    read.push(...client.messages);
  }
  const last = server.connect('a', `after=${read.length}&follow=0`);
  await last.close();
  expect([...read, ...last.messages]).toEqual(numbered(0, written));
});

test('a truncated log goes on at its new start', async () => {
  await using server = await logServer();
  const log = server.log('a');
  writeFileSync(log, 'one\ntwo\nthree\n');
  const client = server.connect('a');
  await client.count(3);
  writeFileSync(log, 'new\n');
  expect((await client.count(4))[3]).toBe('new');
  writeFileSync(log, 'as long as\nbefore and longer\n');
  expect((await client.count(6)).slice(4)).toEqual(['as long as', 'before and longer']);
  writeFileSync(`${log}.new`, 'put in its place\n');
  renameSync(`${log}.new`, log);
  expect((await client.count(7))[6]).toBe('put in its place');
  rmSync(log);
  writeFileSync(log, 'anew\n');
  expect((await client.count(8))[7]).toBe('anew');
});

test('a reader that counts lines is told that the log starts anew', async () => {
  await using server = await logServer();
  const log = server.log('a');
  writeFileSync(log, 'one\ntwo\nthree\n');
  const client = server.connect('a', 'after=1');
  expect(await client.count(2)).toEqual(['two', 'three']);
  writeFileSync(log, 'new\n');
  expect((await client.close()).code).toBe(4410);
  expect((await server.connect('a', 'after=2').close()).code).toBe(4410);
  const right = server.connect('a', 'after=1');
  await right.headers;
  appendFileSync(log, 'next\n');
  expect(await right.count(1)).toEqual(['next']);
});

test('a longer copy that a tool puts in place of the log goes on where the old one ended', async () => {
  await using server = await logServer();
  const log = server.log('a');
  writeFileSync(log, 'one\ntwo\n');
  const client = server.connect('a', 'after=0');
  await client.count(2);
  writeFileSync(`${log}.tmp`, 'one\ntwo\nthree\n');
  renameSync(`${log}.tmp`, log);
  expect(await client.count(3)).toEqual(['one', 'two', 'three']);
});

test('progress bars are kept, dropped or collapsed', async () => {
  await using server = await logServer();
  const log = server.log('a');
  writeFileSync(log, ['start', bar(0), bar(1), bar(2), 'beta=0.9', bar(3), bar(4), ''].join('\n'));
  const lines = async (tqdm: string) => {
    const client = server.connect('a', `follow=0&tqdm=${tqdm}`);
    await client.close();
    return client.messages;
  };
  expect((await lines('keep')).length).toBe(7);
  expect(await lines('drop')).toEqual(['start', 'beta=0.9']);
  expect(await lines('collapse')).toEqual(['start', bar(2), 'beta=0.9', bar(4)]);
  const live = server.connect('a', 'tail=0&tqdm=collapse');
  await live.headers;
  appendFileSync(log, `${bar(5)}\n${bar(6)}\n`);
  appendFileSync(log, `done\n`);
  expect((await live.count(2)).slice(-2)).toEqual([expect.stringContaining('%|'), 'done']);
});

test('a collapsed bar that rests is sent', async () => {
  await using server = await logServer();
  const log = server.log('a');
  writeFileSync(log, `${bar(1)}\n${bar(2)}\n`);
  expect(await server.connect('a', 'tqdm=collapse').count(1)).toEqual([bar(2)]);
});

async function pausedReader(client: LogClient): Promise<void> {
  await client.headers;
  client.socket.pause();
}

test('a reader that takes nothing is closed with 4408 and little is buffered for it', async () => {
  await using server = await logServer({ slowReaderMs: 300 });
  const log = server.log('a');
  writeFileSync(log, `${'x'.repeat(99)}\n`.repeat(400_000));
  const before = process.memoryUsage();
  const client = server.connect('a', 'tail=400000');
  await pausedReader(client);
  await vi.waitUntil(() => [...server.sockets].some((socket) => socket.readyState === socket.CLOSING), 10_000);
  const after = process.memoryUsage();
  client.socket.resume();
  expect((await client.close()).code).toBe(4408);
  expect(client.messages.length).toBeLessThan(400_000);
  expect(after.rss - before.rss).toBeLessThan(150e6);
});

test('a line of many megabytes is cut, says so, and hides nothing after it', async () => {
  await using server = await logServer();
  const log = server.log('a');
  writeFileSync(log, `before\n${'x'.repeat(5_000_000)}\nafter\n`);
  const messages = await server.connect('a').count(3);
  expect([messages[0], messages[2]]).toEqual(['before', 'after']);
  expect(messages[1]?.slice(65_530)).toBe('xxxxxx … [line cut: 65536 of 5000000 bytes, its start]');
});

test('bytes that are no UTF-8 are shown as such and break no numbering', async () => {
  await using server = await logServer();
  const log = server.log('a');
  writeFileSync(log, Buffer.from('caf\xe9\n\xff\xfe\nok\n', 'latin1'));
  expect(await server.connect('a').count(3)).toEqual(['caf\ufffd', '\ufffd\ufffd', 'ok']);
  expect((await server.page('a')).lines.map((line) => line.number)).toEqual([1, 2, 3]);
});

test('news tell the state at once and after each change', async () => {
  await using server = await logServer();
  const log = server.log('a');
  const client = server.connect('a', '', 'news');
  const last = () => JSON.parse(client.messages.at(-1) ?? '{}');
  await client.count(1);
  expect(last()).toMatchObject({ exists: false, total: 0 });
  writeFileSync(log, 'one\ntwo\n');
  await client.until(() => (last().total === 2 ? true : null));
  const { generation } = last();
  appendFileSync(log, 'three\nfo');
  await client.until(() => (last().size === 16 && last().total === 3 ? true : null));
  expect(last().generation).toBe(generation);
  writeFileSync(log, 'x\n');
  await client.until(() => (last().total === 1 ? true : null));
  expect(last().generation).not.toBe(generation);
});

test('a client that leaves during a request is no defect', async () => {
  await using server = await logServer();
  const log = server.log('a');
  writeFileSync(log, `${'some text that is there\n'.repeat(2_000_000)}`);
  const leaving = new AbortController();
  const request = fetch(`${server.url}/a/logs/search?q=nowhere`, { signal: leaving.signal });
  await new Promise((resolve) => setImmediate(resolve));
  leaving.abort();
  await expect(request).rejects.toThrow();
  expect((await server.search('a', 'q=nowhere')).next).toBe(null);
  expect(server.defects).toEqual([]);
});
