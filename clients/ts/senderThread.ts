import { type MessagePort, workerData } from 'node:worker_threads';
import { Sender } from './sender.ts';
import { type Command, Counter, type SenderStart } from './senderMessages.ts';

/**
 * The thread that sends: training may keep its own thread busy for hours without a turn of its loop, and a process that ends
 * can still wait for what is on its way.
 */
const { port, start } = workerData as { port: MessagePort; start: SenderStart };
const TICK_MS = 200;
const counters = new Int32Array(start.shared);

const sender = new Sender(start, (news) => {
  port.postMessage(news);
  Atomics.add(counters, Counter.news, 1);
  Atomics.notify(counters, Counter.news);
});
port.on('message', (command: Command) => sender.take(command));
setInterval(() => Atomics.add(counters, Counter.tick, 1), TICK_MS);
