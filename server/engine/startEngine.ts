import type { Worker } from 'node:worker_threads';
import type { LiveMessage } from '../../shared/live.ts';
import type { Engine } from './api.ts';

export interface EngineStart {
  roots: string[];
  indexFile: string;
  version: string;
}

export type EngineMessage = { start: EngineStart } | { id: number; method: string; args: unknown[] };

export type EngineReply =
  | { id: number; value: unknown }
  | { id: number; error: string }
  | { news: LiveMessage }
  | { ready: true }
  | { failed: string };

export interface StartedEngine {
  /** May be asked at once: questions wait until the engine is there. */
  engine: Engine;
  /** Rejects with the reason when the engine cannot start (a root that is not there …). */
  ready: Promise<void>;
}

/** Starts the engine in its thread. */
export function startEngine(start: EngineStart, worker: Worker): StartedEngine {
  worker.postMessage({ start } satisfies EngineMessage);
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const listeners: ((message: LiveMessage) => void)[] = [];
  let nextId = 0;
  const call = (method: string, args: unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = nextId++;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, method, args } satisfies EngineMessage);
    });
  const ready = new Promise<void>((resolve, reject) => {
    const failAll = (error: Error): void => {
      reject(error);
      for (const { reject: rejectCall } of waiting.values()) rejectCall(error);
      waiting.clear();
    };
    worker.on('error', failAll);
    worker.on('exit', (code) => failAll(new Error(`the engine stopped (${code})`)));
    worker.on('message', (reply: EngineReply) => {
      if ('news' in reply) for (const listener of listeners) listener(reply.news);
      else if ('ready' in reply) resolve();
      else if ('failed' in reply) failAll(new Error(reply.failed));
      else {
        const call = waiting.get(reply.id);
        waiting.delete(reply.id);
        if ('error' in reply) call?.reject(new Error(reply.error));
        else call?.resolve(reply.value);
      }
    });
  });
  const own: Pick<Engine, 'onNews' | 'close'> = {
    onNews: (listener) => void listeners.push(listener),
    close: async () => {
      await call('close', []);
      await worker.terminate();
    },
  };
  return { engine: askedOf(own, call), ready };
}

/** Every question becomes a call; `then` is none, so that an engine may be handed on by a promise. */
function askedOf(own: object, call: (method: string, args: unknown[]) => Promise<unknown>): Engine {
  const asking = {
    get: (target: object, name: string | symbol): unknown =>
      typeof name !== 'string' || name in target || name === 'then'
        ? Reflect.get(target, name)
        : (...args: unknown[]) => call(name, args),
  };
  return new Proxy(own, asking) as Engine;
}
