import { upgradeWebSocket } from '@hono/node-server';
import { Hono } from 'hono';
import type { WebSocket } from 'ws';
import type { LiveHub } from '../live/liveHub.ts';
import { problem } from './problem.ts';

/** One socket per page, on which the server says what moved. What the page sends is ignored. */
export function liveRoutes({ live }: { live: LiveHub }) {
  return new Hono().get(
    '/live',
    upgradeWebSocket(() => ({
      onOpen(_event, { raw }) {
        const socket = raw as WebSocket;
        socket.on('pong', () => live.answered(socket));
        live.join(socket);
      },
      onClose(_event, { raw }) {
        live.leave(raw as WebSocket);
      },
    })),
    (c) => problem(c, 426, 'This address speaks WebSocket only'),
  );
}
