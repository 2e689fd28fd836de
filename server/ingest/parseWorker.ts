import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { type ParseTask, runParseTask } from './parseTask.ts';

const NICE = 10;

// On Linux a priority belongs to a thread, and 0 names the calling one: who asks goes before who indexes.
if (process.platform === 'linux') setPriority(0, NICE);

/** A parse worker: one task after the other, each answered with its result. readLines is total, so nothing is caught here. */
parentPort?.on('message', (message: { id: number; task: ParseTask }) => {
  parentPort?.postMessage({ id: message.id, result: runParseTask(message.task) });
});
