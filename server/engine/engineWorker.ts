import { availableParallelism } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { type ParsePool, workerParsePool } from '../ingest/parsePool.ts';
import { type CreatedEngine, createEngine } from './createEngine.ts';
import type { EngineMessage, EngineReply, EngineStart } from './startEngine.ts';
import { warmUp } from './warmUp.ts';

/** Who has not asked for this long is not about to ask the next question of a page that opens. */
const REST_MS = 300;
let lastAsked = 0;

/** Bodies change hands: megabytes are not copied from thread to thread. */
const post = (reply: EngineReply): void =>
  parentPort?.postMessage(reply, 'value' in reply ? bodiesOf(reply.value) : []);

let started: (start: EngineStart) => void = () => {};
const engine = new Promise<EngineStart>((resolve) => {
  started = resolve;
}).then((start) => createEngine({ ...start, pool: newPool() }));

/** The engine's thread: one message says what to serve; calls may come before the engine is there, and wait for it. */
parentPort?.on('message', async (message: EngineMessage) => {
  if ('start' in message) {
    started(message.start);
    return;
  }
  const { id, method, args } = message;
  lastAsked = performance.now();
  try {
    const questions = (await engine) as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
    post({ id, value: await questions[method]?.(...args) });
  } catch (error) {
    post({ id, error: error instanceof Error ? error.message : String(error) });
  }
});

engine.then(
  (ready) => {
    ready.onNews((news) => post({ news }));
    post({ ready: true });
    void prepareLater(ready);
  },
  (error: unknown) => post({ failed: error instanceof Error ? error.message : String(error) }),
);

/** Once everything is indexed. Where it fails, charts are slower at first. */
async function prepareLater({ indexer, readAhead }: CreatedEngine): Promise<void> {
  await indexer.settled();
  lastAsked = performance.now();
  await warmUp(rest).catch(() => {});
  await readAhead(rest).catch(() => {});
}

/** Resolves in a later turn, when nobody has asked for a while. */
async function rest(): Promise<void> {
  do await setTimeout(Math.max(0, lastAsked + REST_MS - performance.now()));
  while (performance.now() - lastAsked < REST_MS);
}

function newPool(): ParsePool {
  return workerParsePool(
    new URL('./parseWorker.js', import.meta.url),
    Math.min(4, Math.max(1, availableParallelism())),
  );
}

function bodiesOf(value: unknown): ArrayBuffer[] {
  const body = (value as { value?: { body?: unknown } } | undefined)?.value?.body;
  return body instanceof Uint8Array && body.buffer instanceof ArrayBuffer && body.byteLength > 65_536
    ? [body.buffer]
    : [];
}
