import { Worker } from 'node:worker_threads';
import { type ParseResult, type ParseTask, runParseTask } from './parseTask.ts';

/** Parses blocks of lines away from the engine's thread. */
export interface ParsePool {
  parse(task: ParseTask): Promise<ParseResult>;
  /** How many tasks are worth having under way. */
  width: number;
  close(): Promise<void>;
}

/** Parses in place, on a copy as a worker would: for tests, and where no worker can be started. */
export function inlineParsePool(): ParsePool {
  return { parse: async (task) => runParseTask(structuredClone(task)), width: 1, close: async () => {} };
}

interface Slot {
  worker: Worker | null;
  jobs: Map<number, { task: ParseTask; resolve: (result: ParseResult) => void }>;
}

/**
 * A pool of worker threads, started when first needed. A worker that dies is replaced and its tasks are done anew:
 * their bytes are only lent (copied on the way), so nothing is lost.
 */
export function workerParsePool(entry: URL, size: number): ParsePool {
  const slots: Slot[] = Array.from({ length: size }, () => ({ worker: null, jobs: new Map() }));
  let nextId = 0;
  let closing = false;
  const start = (slot: Slot): Worker => {
    const worker = new Worker(entry);
    worker.unref();
    worker.on('message', ({ id, result }: { id: number; result: ParseResult }) => {
      slot.jobs.get(id)?.resolve(result);
      slot.jobs.delete(id);
    });
    worker.on('error', () => {});
    worker.on('exit', () => {
      slot.worker = null;
      if (!closing && slot.jobs.size > 0) restart(slot);
    });
    slot.worker = worker;
    return worker;
  };
  const restart = (slot: Slot): void => {
    const worker = start(slot);
    for (const [id, job] of slot.jobs) worker.postMessage({ id, task: job.task });
  };
  return {
    width: size,
    parse: (task) =>
      new Promise((resolve) => {
        const slot = slots.reduce((least, other) => (other.jobs.size < least.jobs.size ? other : least));
        const id = nextId++;
        slot.jobs.set(id, { task, resolve });
        (slot.worker ?? start(slot)).postMessage({ id, task });
      }),
    close: async () => {
      closing = true;
      await Promise.all(slots.map((slot) => slot.worker?.terminate()));
    },
  };
}
