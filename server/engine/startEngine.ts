import { Worker } from 'node:worker_threads';
import type { LiveMessage } from '../../shared/live.ts';
import type { Engine } from './api.ts';

export interface EngineStart {
  roots: string[];
  indexFile: string;
  version: string;
}

export interface EngineCall {
  id: number;
  method: string;
  args: unknown[];
}

export type EngineReply =
  | { id: number; value: unknown }
  | { id: number; error: string }
  | { news: LiveMessage }
  /** Names of everything that may be asked. */
  | { ready: string[] }
  | { failed: string };

/** Starts the engine in a thread of its own. Rejects with the reason when it cannot start (a root that is not there …). */
export function startEngine(
  start: EngineStart,
  entry = new URL('./engineWorker.js', import.meta.url),
): Promise<Engine> {
  const worker = new Worker(entry, { workerData: start });
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const listeners: ((message: LiveMessage) => void)[] = [];
  let nextId = 0;
  const call = (method: string, args: unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = nextId++;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, method, args } satisfies EngineCall);
    });
  const engineOf = (questions: string[]): Engine => ({
    ...(Object.fromEntries(
      questions.map((name) => [name, (...args: unknown[]) => call(name, args)]),
    ) as unknown as Engine),
    onNews: (listener) => void listeners.push(listener),
    close: async () => {
      await call('close', []);
      await worker.terminate();
    },
  });
  return new Promise((resolve, reject) => {
    const failAll = (error: Error): void => {
      reject(error);
      for (const { reject: rejectCall } of waiting.values()) rejectCall(error);
      waiting.clear();
    };
    worker.on('error', failAll);
    worker.on('exit', (code) => failAll(new Error(`the engine stopped (${code})`)));
    worker.on('message', (reply: EngineReply) => {
      if ('news' in reply) for (const listener of listeners) listener(reply.news);
      else if ('ready' in reply) resolve(engineOf(reply.ready));
      else if ('failed' in reply) reject(new Error(reply.failed));
      else {
        const call = waiting.get(reply.id);
        waiting.delete(reply.id);
        if ('error' in reply) call?.reject(new Error(reply.error));
        else call?.resolve(reply.value);
      }
    });
  });
}
