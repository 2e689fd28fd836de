import { openSync, readSync, statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

/** Reads its half of the file and gives every line to JSON.parse: what no reader of JSON in Node can beat by much. */
const HALF = `
const { workerData, parentPort } = require('node:worker_threads');
const fs = require('node:fs');
const { path, from, to } = workerData;
const bytes = Buffer.allocUnsafe(to - from);
fs.readSync(fs.openSync(path, 'r'), bytes, 0, bytes.length, from);
let lines = 0;
for (let at = 0; at < bytes.length; ) {
  const end = bytes.indexOf(10, at);
  if (end < 0) break;
  JSON.parse(bytes.latin1Slice(at, end));
  lines++;
  at = end + 1;
}
parentPort.postMessage(lines);
`;

/** Milliseconds for JSON.parse of every line of a file in two workers, their start included. */
export async function parseFloor(path: string): Promise<number> {
  const { size } = statSync(path);
  const middle = lineStart(path, Math.floor(size / 2));
  const began = performance.now();
  await Promise.all(
    [
      [0, middle],
      [middle, size],
    ].map(
      ([from, to]) =>
        new Promise((resolve) =>
          new Worker(HALF, { eval: true, workerData: { path, from, to } }).once('message', resolve),
        ),
    ),
  );
  return performance.now() - began;
}

function lineStart(path: string, near: number): number {
  const bytes = Buffer.alloc(1 << 16);
  readSync(openSync(path, 'r'), bytes, 0, bytes.length, near);
  return near + bytes.indexOf(10) + 1;
}
