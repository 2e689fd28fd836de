import { parentPort } from 'node:worker_threads';
import { type ParseTask, runParseTask } from './parseTask.ts';

/** A parse worker: one task after the other, each answered with its result. readLines is total, so nothing is caught here. */
parentPort?.on('message', (message: { id: number; task: ParseTask }) => {
  parentPort?.postMessage({ id: message.id, result: runParseTask(message.task) });
});
