import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runServer, until } from './testing/runServer.ts';
import { tempRoot } from './testing/tempRoot.ts';

const LINES = 60_000;
const KILLS = Number(process.env.STEPWELL_KILLS ?? 50);

function events(): string {
  const lines: string[] = [];
  for (let i = 1; i <= LINES; i++) {
    lines.push(`{"ts":${1.7e9 + i},"type":"metrics","data":{"a":${i},"b/c":${i / 7},"global_step":${i}}}`);
  }
  return `${lines.join('\n')}\n`;
}

test(`${KILLS} kills while indexing lose no point and double none`, { timeout: 600_000 }, async () => {
  await using root = tempRoot();
  const text = events();
  root.write('first/events.jsonl', text);
  root.write('second/events.jsonl', text);
  await using index = tempRoot();
  const indexFile = join(index.path, 'index.db');
  for (let kill = 0; kill < KILLS; kill++) {
    await using server = await runServer([root.path], { indexFile });
    // Somewhere in the first 90 ms: while blocks are parsed, committed, or already done.
    await new Promise((resolve) => setTimeout(resolve, (kill * 37) % 90));
    server.process.kill('SIGKILL');
    await once(server.process, 'exit');
    if (kill % 10 === 9) writeFileSync(join(root.path, 'second/events.jsonl'), `${text}`);
  }
  await using server = await runServer([root.path], { indexFile });
  for (const run of ['first', 'second']) {
    const list = async () =>
      (await (await fetch(`${server.url}api/runs/${run}/metric_list`)).json()) as {
        raw_count: number;
        count: number;
        mean: number;
      }[];
    const metrics = await until(list, (found) => found[0]?.raw_count === LINES);
    expect(metrics.map(({ raw_count, count }) => [raw_count, count])).toEqual([
      [LINES, LINES],
      [LINES, LINES],
    ]);
    expect(metrics[0]?.mean).toBeCloseTo((LINES + 1) / 2, 6);
    const table = (await (await fetch(`${server.url}api/runs/${run}/metrics_step?metrics=a`)).json()) as {
      rows: { a: number; global_step: number }[];
    };
    expect(table.rows.length).toBe(LINES);
    expect(table.rows.every((row, i) => row.a === i + 1 && row.global_step === i + 1)).toBe(true);
  }
});

test('a server that is stopped while it indexes goes on at the next start, unasked', { timeout: 120_000 }, async () => {
  await using root = tempRoot();
  const times = 10;
  root.write('long/events.jsonl', events().repeat(times));
  await using index = tempRoot();
  const indexFile = join(index.path, 'index.db');
  const health = async (url: string) =>
    (await (await fetch(`${url}api/health`)).json()) as { pending_bytes: number; indexing: { points: number } };
  {
    await using server = await runServer([root.path], { indexFile });
    const { pending_bytes } = await until(
      () => health(server.url),
      ({ indexing }) => indexing.points > 0,
    );
    expect(pending_bytes).toBeGreaterThan(0);
  }
  await using server = await runServer([root.path], { indexFile });
  const done = await until(
    () => health(server.url),
    ({ indexing }) => indexing.points === 2 * LINES * times,
    60_000,
  );
  expect(done.pending_bytes).toBe(0);
});

test('a line of 200 MB costs little memory and hides nothing after it', { timeout: 120_000 }, async () => {
  await using root = tempRoot();
  const line = (step: number): string =>
    `{"ts":1700000000,"type":"metrics","data":{"a":${step},"global_step":${step}}}\n`;
  root.write('plain/events.jsonl', line(1) + line(2));
  const peaks: number[] = [];
  for (const long of [false, true]) {
    if (long)
      root.write(
        'long/events.jsonl',
        Buffer.concat([Buffer.from(line(1)), Buffer.alloc(200 * 1024 * 1024, 120), Buffer.from(`\n${line(2)}`)]),
      );
    await using server = await runServer([root.path]);
    const run = long ? 'long' : 'plain';
    const detail = async () =>
      (await (await fetch(`${server.url}api/runs/${run}`)).json()) as {
        last_step: number | null;
        quarantined_lines: number;
      };
    const found = await until(detail, (answer) => answer.last_step === 2);
    expect(found.quarantined_lines).toBe(long ? 1 : 0);
    peaks.push(peakMemory(server.process.pid as number));
  }
  expect((peaks[1] as number) - (peaks[0] as number)).toBeLessThan(64 * 1024);
});

/** Most memory that the process ever held, in KiB. */
function peakMemory(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]);
}
