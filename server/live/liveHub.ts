import { randomUUID } from 'node:crypto';
import type { LiveMessage } from '../../shared/live.ts';
import { Throttle } from './throttle.ts';

/** The part of a WebSocket that the hub needs (`ws` has it). */
export interface LiveSocket {
  readonly bufferedAmount: number;
  send(text: string): void;
  close(code: number, reason: string): void;
  terminate(): void;
  ping(): void;
}

export const EVERY_MS = 40;
export const HEARTBEAT_MS = 30_000;
export const MOST_BUFFERED = 1024 * 1024;
export const MOST_SOCKETS = 256;

/** A reader that falls behind. It connects again and is told `hello`, which makes it ask for everything. */
const BEHIND = 4408;
const TRY_AGAIN_LATER = 1013;

/** Tells every page what moved, coalesced per topic. Nothing is kept for a socket beyond what the kernel has not taken yet. */
export class LiveHub {
  readonly #version: string;
  readonly #instance = randomUUID();
  readonly #sockets = new Map<LiveSocket, { answered: boolean }>();
  readonly #throttle = new Throttle<LiveMessage>(EVERY_MS, (message) => this.#broadcast(JSON.stringify(message)));
  readonly #heartbeat: NodeJS.Timeout;

  constructor(version: string) {
    this.#version = version;
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS);
    this.#heartbeat.unref();
  }

  publish(message: LiveMessage): void {
    this.#throttle.push(topicOf(message), message);
  }

  join(socket: LiveSocket): void {
    if (this.#sockets.size >= MOST_SOCKETS) {
      socket.close(TRY_AGAIN_LATER, 'Too many pages are connected');
      return;
    }
    this.#sockets.set(socket, { answered: true });
    const hello: LiveMessage = { type: 'hello', server_version: this.#version, instance: this.#instance };
    socket.send(JSON.stringify(hello));
  }

  /** The socket answered a ping, so somebody is there. */
  answered(socket: LiveSocket): void {
    const state = this.#sockets.get(socket);
    if (state !== undefined) state.answered = true;
  }

  leave(socket: LiveSocket): void {
    this.#sockets.delete(socket);
  }

  close(): void {
    clearInterval(this.#heartbeat);
    this.#throttle.close();
    for (const socket of this.#sockets.keys()) socket.close(1001, 'The server is stopping');
    this.#sockets.clear();
  }

  #broadcast(text: string): void {
    for (const socket of this.#sockets.keys()) {
      if (socket.bufferedAmount + text.length <= MOST_BUFFERED) {
        socket.send(text);
        continue;
      }
      this.#sockets.delete(socket);
      socket.close(BEHIND, 'The reader fell behind');
    }
  }

  /** A socket that did not answer the ping before this one is gone without a goodbye. */
  #beat(): void {
    for (const [socket, state] of this.#sockets) {
      if (!state.answered) {
        this.#sockets.delete(socket);
        socket.terminate();
        continue;
      }
      state.answered = false;
      socket.ping();
    }
  }
}

function topicOf(message: LiveMessage): string {
  return 'id' in message ? `${message.type} ${message.id}` : message.type;
}
