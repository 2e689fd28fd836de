import { Worker } from 'node:worker_threads';

/** Much of what the engine makes lives for one question only: a large nursery is collected less often. */
const YOUNG_GENERATION_MB = 64;

/** The engine's thread, which waits for an `EngineStart`. */
export function newEngineThread(entry = new URL('./engineWorker.js', import.meta.url)): Worker {
  return new Worker(entry, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB } });
}
