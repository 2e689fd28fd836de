import type { LiveMessage } from '../../shared/live.ts';
import type { Timers } from './throttle.ts';

/** Whether what the page shows is current. `asOf` is the last moment (ms) at which that was certain. */
export type LiveState = { kind: 'connecting' } | { kind: 'live' } | { kind: 'lost'; asOf: number };

export interface Live {
  state(): LiveState;
  onState(listener: () => void): () => void;
  onMessage(listener: (message: LiveMessage) => void): () => void;
  /** Something else heard from the server. */
  heard(): void;
  /** Something else found the server silent: a socket that still looks open is given up and opened anew. */
  silent(): void;
  /** Tries again now instead of at the end of the pause. */
  hurry(): void;
  close(): void;
}

const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 5_000;

/**
 * The page's one socket to `api/live`. It connects again for as long as the page is open, first after 250 ms, then
 * less and less often up to every 5 s. Messages say only that something moved, so a lost one heals at the next.
 */
export function openLive(connect: () => WebSocket, timers: Timers, clock: () => number): Live {
  const stateListeners = new Set<() => void>();
  const messageListeners = new Set<(message: LiveMessage) => void>();
  let state: LiveState = { kind: 'connecting' };
  let socket: WebSocket | null = null;
  let pause = FIRST_PAUSE;
  let contact = clock();
  let cancelRetry: (() => void) | null = null;

  function enter(next: LiveState): void {
    state = next;
    for (const listener of stateListeners) listener();
  }

  function open(): void {
    cancelRetry?.();
    cancelRetry = null;
    const opened = connect();
    socket = opened;
    opened.onmessage = (event) => {
      if (socket !== opened) return;
      contact = clock();
      const message = parseMessage(event.data);
      if (message === null) return;
      if (message.type === 'hello') {
        pause = FIRST_PAUSE;
        enter({ kind: 'live' });
      }
      for (const listener of messageListeners) listener(message);
    };
    opened.onclose = () => {
      if (socket === opened) lost();
    };
  }

  function lost(): void {
    socket = null;
    if (state.kind !== 'lost') enter({ kind: 'lost', asOf: contact });
    cancelRetry = timers.after(pause, open);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }

  function drop(): void {
    const dropped = socket;
    socket = null;
    dropped?.close();
  }

  open();
  return {
    state: () => state,
    onState: (listener) => listen(stateListeners, listener),
    onMessage: (listener) => listen(messageListeners, listener),
    heard: () => {
      if (state.kind === 'live') contact = clock();
    },
    silent: () => {
      if (state.kind !== 'live') return;
      drop();
      lost();
    },
    hurry: () => {
      if (socket === null && cancelRetry !== null) open();
    },
    close: () => {
      cancelRetry?.();
      drop();
    },
  };
}

function listen<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** A message this page does not know (a newer server) is no error: it is skipped. */
function parseMessage(data: unknown): LiveMessage | null {
  try {
    const message: unknown = JSON.parse(String(data));
    return typeof message === 'object' && message !== null && 'type' in message ? (message as LiveMessage) : null;
  } catch {
    return null;
  }
}
