import { upgradeWebSocket } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import type { WebSocket } from 'ws';
import type { LogPage, LogSearch } from '../../shared/logs.ts';
import type { Answer, Engine, RunPlace } from '../engine/api.ts';
import type { LogFile } from '../logs/logFile.ts';
import type { LogFiles } from '../logs/logFiles.ts';
import { LogSender } from '../logs/logSender.ts';
import { NO_LOG, readPage } from '../logs/readPage.ts';
import { EMPTY_SEARCH, searchLog } from '../logs/searchLog.ts';
import { type SocketTask, serveSocket } from '../logs/serveSocket.ts';
import { type StreamStart, streamLog } from '../logs/streamLog.ts';
import { streamNews } from '../logs/streamNews.ts';
import { logPageQuery, logSearchQuery, logStreamQuery } from './logQueries.ts';
import { problem, RequestProblem, unwrap } from './problem.ts';
import { validate } from './validate.ts';

export interface LogDeps {
  engine: Pick<Engine, 'locate'>;
  logs: LogFiles;
  /** How long a log socket may take nothing before it is closed; tests shorten it. */
  slowReaderMs?: number;
}

/** Windows of a log, search in it, and its two sockets. All of them end when the client leaves. */
export function logRoutes({ engine, logs, slowReaderMs }: LogDeps) {
  return new Hono()
    .get('/runs/:id/logs', validate('query', logPageQuery), async (c) => {
      const file = logOf(logs, unwrap(await engine.locate(c.req.param('id'))));
      c.header('Cache-Control', 'no-store');
      const page: LogPage =
        file === null ? NO_LOG : await untilLeft(c, (signal) => readPage(file, c.req.valid('query'), signal));
      return c.json(page);
    })
    .get('/runs/:id/logs/search', validate('query', logSearchQuery), async (c) => {
      const file = logOf(logs, unwrap(await engine.locate(c.req.param('id'))));
      c.header('Cache-Control', 'no-store');
      const query = c.req.valid('query');
      const found: LogSearch =
        file === null ? EMPTY_SEARCH : await untilLeft(c, (signal) => searchLog(file, query, signal));
      return c.json(found);
    })
    .get(
      '/runs/:id/logs/ws',
      validate('query', logStreamQuery),
      async (c, next) => {
        await next();
        const { tail, after } = c.req.valid('query');
        if (after === null) c.res.headers.set('X-Log-Tail', String(tail));
      },
      upgradeWebSocket(async (c) => {
        const query = logStreamQuery.parse(c.req.query());
        const place = await locate(engine, c);
        const start = await lookAt(logs, place);
        return socketEvents(place, logs, (file, socket, signal) =>
          streamLog(file, start, new LogSender(socket, signal, slowReaderMs), query, signal),
        );
      }),
      upgradeRequired,
    )
    .get(
      '/runs/:id/logs/news',
      upgradeWebSocket(async (c) =>
        socketEvents(await locate(engine, c), logs, (file, socket, signal) =>
          streamNews(file, new LogSender(socket, signal, slowReaderMs), signal),
        ),
      ),
      upgradeRequired,
    );
}

/** Where the log stands before the socket is accepted. */
async function lookAt(logs: LogFiles, place: Answer<RunPlace>): Promise<StreamStart> {
  const file = place.ok ? logOf(logs, place.value) : null;
  await file?.look();
  return file?.state() ?? NO_LOG;
}

function locate(engine: LogDeps['engine'], c: Context): Promise<Answer<RunPlace>> {
  return engine.locate(c.req.param('id') ?? '');
}

/** A single-file run shares its folder with others: what lies there as logs.txt is not its log. */
function logOf(logs: LogFiles, place: RunPlace): LogFile | null {
  return place.singleFile ? null : logs.get(place.dir);
}

/** Work that ends when the client leaves. That is no defect, and nobody reads the answer. */
async function untilLeft<T>(c: Context, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { signal } = c.req.raw;
  try {
    return await work(signal);
  } catch (error) {
    throw signal.aborted ? new RequestProblem({ status: 503, detail: 'The client left' }) : error;
  }
}

function upgradeRequired(c: Context): Response {
  return problem(c, 426, 'This address speaks WebSocket only');
}

/**
 * A socket cannot answer with a status once it is open, and the documented clients connect again when it is refused:
 * so it is accepted, and closed with 4000 + status and the reason.
 */
function socketEvents(place: Answer<RunPlace>, logs: LogFiles, task: SocketTask) {
  return {
    onOpen(_event: Event, { raw }: { raw?: unknown }) {
      const socket = raw as WebSocket;
      if (!place.ok) socket.close(4000 + place.failure.status, closeReason(place.failure.detail));
      else serveSocket(socket, place.value.singleFile ? null : logs.follow(place.value.dir), task);
    },
  };
}

/** A close frame holds at most 123 bytes of reason. */
function closeReason(detail: string): string {
  const bytes = Buffer.from(detail);
  return bytes.length <= 123 ? detail : `${bytes.toString('utf8', 0, 110).replace(/\ufffd+$/, '')} …`;
}
