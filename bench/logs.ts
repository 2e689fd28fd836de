import { execFile } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { LogFiles } from '../server/logs/logFiles.ts';
import { logRoutes } from '../server/routes/logs.ts';
import type { LogPage, LogSearch } from '../shared/logs.ts';

export interface LogBench {
  bytes: number;
  lines: number;
  /** Milliseconds; medians over rounds in which each was measured in turn on the same file, in the page cache. */
  wordCount: number;
  /** HTTP request for the last 200 lines of a log that the server has never seen. */
  firstScreen: number;
  /** Counting every line, through the same server. */
  fullIndex: number;
  /** fullIndex / wordCount: at most 2.5. */
  indexRatio: number;
  /** A window of 500 lines in the middle, once counted. */
  middleWindow: number;
  /** Search through the whole log for a text that is not there. */
  search: number;
  /** Longest stretch in which the event loop was not free, while counting and while searching. */
  longestStall: number;
}

const NEVER = new AbortController().signal;

/** Makes a log of about `bytes` in a temporary folder, measures, and removes it. */
export async function benchLogs(bytes = 1024 ** 3, rounds = 5): Promise<LogBench> {
  const root = mkdtempSync(join(tmpdir(), 'stepwell-bench-logs-'));
  try {
    const folder = join(root, 'run');
    const path = writeLog(folder, bytes);
    await wordCount(path);
    const results: Round[] = [];
    for (let i = 0; i < rounds; i++) results.push(await measure(path, folder));
    return summarise(results);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function writeLog(folder: string, bytes: number): string {
  mkdirSync(folder);
  const path = join(folder, 'logs.txt');
  const block = Buffer.from(
    Array.from({ length: 20_000 }, (_, i) => {
      const loss = (Math.sin(i) ** 2).toFixed(6);
      return `[18:42:${String(i % 60).padStart(2, '0')}] step ${i} loss=${loss} lr=1e-3 ${'x'.repeat((i * 7919) % 80)}\n`;
    }).join(''),
  );
  const file = openSync(path, 'w');
  for (let written = 0; written < bytes; written += block.length) writeSync(file, block);
  closeSync(file);
  return path;
}

interface Round {
  lines: number;
  bytes: number;
  times: Record<'wordCount' | 'firstScreen' | 'fullIndex' | 'middleWindow' | 'search', number>;
  stall: number;
}

async function measure(path: string, folder: string): Promise<Round> {
  const logs = new LogFiles();
  const place = { id: 'run', dir: folder, singleFile: false, version: '' };
  const engine = { locate: async () => ({ ok: true as const, value: place }) };
  const app = new Hono().route('/', logRoutes({ engine, logs }));
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/runs`;
  const get = async <T>(query: string): Promise<T> => (await (await fetch(`${url}/run/logs${query}`)).json()) as T;
  await fetch(`${url}/`).then((response) => response.arrayBuffer());
  try {
    const words = await timed(() => wordCount(path));
    const first = await timed(() => get<LogPage>('?tail=200'));
    const watch = watchLoop();
    const index = await timed(() => logs.get(folder).countTo(Number.POSITIVE_INFINITY, NEVER));
    const { size, total } = logs.get(folder).state();
    if (total !== words.value) throw new Error(`counted ${total} lines, wc -l says ${words.value}`);
    const middle = await timed(() => get<LogPage>(`?from=${Math.floor((total ?? 0) / 2)}&count=500`));
    const search = await timed(() => searchAll((from) => get<LogSearch>(`/search?q=not%20there&from=${from}`)));
    const times = { wordCount: words.ms, firstScreen: first.ms, fullIndex: index.ms };
    return {
      lines: total,
      bytes: size,
      times: { ...times, middleWindow: middle.ms, search: search.ms },
      stall: watch(),
    };
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

async function searchAll(part: (from: number) => Promise<LogSearch>): Promise<void> {
  for (let from: number | null = 1; from !== null; ) from = (await part(from)).next;
}

async function wordCount(path: string): Promise<number> {
  const { stdout } = await promisify(execFile)('wc', ['-l', path]);
  return Number.parseInt(stdout, 10);
}

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; value: T }> {
  const start = performance.now();
  const value = await work();
  return { ms: performance.now() - start, value };
}

/** Longest time between two turns of the event loop until the answer is called. */
function watchLoop(): () => number {
  let longest = 0;
  let last = performance.now();
  let running = true;
  const turn = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (running) setTimeout(turn, 1);
  };
  turn();
  return () => {
    running = false;
    return longest;
  };
}

function summarise(rounds: Round[]): LogBench {
  const median = (pick: (round: Round) => number) => {
    const values = rounds.map(pick).sort((a, b) => a - b);
    return values[Math.floor(values.length / 2)] ?? Number.NaN;
  };
  return {
    bytes: rounds[0]?.bytes ?? 0,
    lines: rounds[0]?.lines ?? 0,
    wordCount: median((round) => round.times.wordCount),
    firstScreen: median((round) => round.times.firstScreen),
    fullIndex: median((round) => round.times.fullIndex),
    indexRatio: median((round) => round.times.fullIndex / round.times.wordCount),
    middleWindow: median((round) => round.times.middleWindow),
    search: median((round) => round.times.search),
    longestStall: Math.max(...rounds.map((round) => round.stall)),
  };
}
