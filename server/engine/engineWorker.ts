import { availableParallelism } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { workerParsePool } from '../ingest/parsePool.ts';
import { createEngine } from './createEngine.ts';
import type { EngineCall, EngineReply, EngineStart } from './startEngine.ts';

/** The engine's thread: calls come in, answers and news go out. */
const start = workerData as EngineStart;
const pool = workerParsePool(
  new URL('./parseWorker.js', import.meta.url),
  Math.min(4, Math.max(1, availableParallelism())),
);
const engine = createEngine({ ...start, pool });
/** Bodies change hands: megabytes are not copied from thread to thread. */
const post = (reply: EngineReply): void =>
  parentPort?.postMessage(reply, 'value' in reply ? bodiesOf(reply.value) : []);

parentPort?.on('message', async ({ id, method, args }: EngineCall) => {
  try {
    const target = (await engine) as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
    post({ id, value: await target[method]?.(...args) });
  } catch (error) {
    post({ id, error: error instanceof Error ? error.message : String(error) });
  }
});

engine.then(
  (ready) => {
    ready.onNews((news) => post({ news }));
    const isQuestion = (name: string): boolean => typeof ready[name as keyof typeof ready] === 'function';
    post({ ready: Object.keys(ready).filter(isQuestion) });
  },
  (error: unknown) => post({ failed: error instanceof Error ? error.message : String(error) }),
);

function bodiesOf(value: unknown): ArrayBuffer[] {
  const body = (value as { value?: { body?: unknown } } | undefined)?.value?.body;
  return body instanceof Uint8Array && body.buffer instanceof ArrayBuffer && body.byteLength > 65_536
    ? [body.buffer]
    : [];
}
