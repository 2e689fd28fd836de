import { availableParallelism } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { type ParsePool, workerParsePool } from '../ingest/parsePool.ts';
import { createEngine } from './createEngine.ts';
import type { EngineMessage, EngineReply, EngineStart } from './startEngine.ts';

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
  },
  (error: unknown) => post({ failed: error instanceof Error ? error.message : String(error) }),
);

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
