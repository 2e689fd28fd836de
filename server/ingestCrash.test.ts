import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { IngestAnswer, RunStarted } from '../shared/ingest.ts';
import type { MetricInfo } from '../shared/run.ts';
import { type RunningServer, runServer } from './testing/runServer.ts';
import { tempRoot } from './testing/tempRoot.ts';

const CLIENTS = 8;
const EVENTS = 25_000;
const BATCH = 500;
const LOST_REPLIES = 0.3;
const KILLS = 6;

/** Asks until there is an answer, whichever server is there by then. */
async function ask<T>(server: () => RunningServer, path: string, body: string): Promise<T> {
  for (;;) {
    try {
      const headers = { 'Content-Type': path.endsWith('/events') ? 'application/x-ndjson' : 'application/json' };
      const answer = await fetch(new URL(path, server().url), { method: 'POST', headers, body });
      if (answer.status < 300) return (await answer.json()) as T;
      throw new Error(`${answer.status} ${await answer.text()}`);
    } catch (error) {
      if (error instanceof Error && /^4\d\d /.test(error.message)) throw error;
      await after(20);
    }
  }
}

/** Sends its events in batches; a batch whose reply is "lost" is sent again as it was. Returns how many were accepted. */
async function client(server: () => RunningServer, number: number): Promise<number> {
  const session = `client-${number}-abcdef`;
  const start = { key: `run-${number % 4}`, project: 'crash', session };
  const run = await ask<RunStarted>(server, 'api/ingest/runs', JSON.stringify(start));
  let accepted = 0;
  for (let first = 1; first <= EVENTS; first += BATCH) {
    const lines = Array.from({ length: BATCH }, (_, i) => {
      const step = first + i;
      const data = { name: `client/${number}`, value: step, step };
      return JSON.stringify({ ts: 1.7e9 + step, type: 'metric', event_id: `${session}:${step}`, data });
    });
    const body = lines.join('\n');
    const path = `api/ingest/runs/${run.id}/events`;
    if (Math.random() < LOST_REPLIES) await ask<IngestAnswer>(server, path, body);
    const answer = await ask<IngestAnswer>(server, path, body);
    expect(answer.rejected).toEqual([]);
    accepted += answer.accepted + answer.duplicates;
  }
  return accepted;
}

test('a server that is killed again and again keeps every event of eight clients exactly once', {
  timeout: 300_000,
}, async () => {
  await using root = tempRoot();
  await using index = tempRoot();
  const indexFile = join(index.path, 'index.db');
  let server = await runServer([root.path], { indexFile });
  const writing = Promise.all(Array.from({ length: CLIENTS }, (_, number) => client(() => server, number)));
  let done = false;
  const end = writing.finally(() => {
    done = true;
  });
  for (let kill = 0; kill < KILLS && !done; kill++) {
    await after(200 + Math.random() * 1_500);
    const ended = new Promise((resolve) => server.process.once('exit', resolve));
    server.process.kill('SIGKILL');
    await ended;
    server = await runServer([root.path], { indexFile });
  }
  expect(await end).toEqual(Array.from({ length: CLIENTS }, () => EVENTS));
  const runs = (await (await fetch(new URL('api/runs', server.url))).json()) as { id: string }[];
  const counted: MetricInfo[] = [];
  for (const { id } of runs)
    counted.push(...((await (await fetch(new URL(`api/runs/${id}/metric_list`, server.url))).json()) as MetricInfo[]));
  expect(counted.map(({ name, raw_count, min, max }) => [name, raw_count, min, max]).sort()).toEqual(
    Array.from({ length: CLIENTS }, (_, number) => [`client/${number}`, EVENTS, 1, EVENTS]),
  );
  await server[Symbol.asyncDispose]();
  expect(linesBelow(root.path)).toBe(CLIENTS * EVENTS);
});

/** Lines that the server wrote, counted in the files themselves. */
function linesBelow(root: string): number {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('events.server.jsonl'))
    .reduce((sum, name) => sum + readFileSync(join(root, name), 'utf8').split('\n').length - 1, 0);
}
