import type { LogPage, LogSearch, LogState, TqdmMode } from '../../shared/logs.ts';
import { fetchOrThrow, segment } from '../api/client.ts';
import { pageUrl } from '../api/pageBase.ts';
import type { LogRequest } from './logWindow.ts';

/** Lines that one request asks for. */
const PAGE_LINES = 500;
/** Lines shown before the one that was jumped to. */
const LINES_BEFORE_JUMP = 200;

/** Everything that the log view asks of the server. Addresses are relative to where the page is mounted. */
export async function fetchLogPage(
  run: string,
  request: LogRequest,
  tqdm: TqdmMode,
  signal: AbortSignal,
): Promise<LogPage> {
  const url = logUrl(run, '');
  for (const [name, value] of Object.entries({ ...pageParameters(request), tqdm })) {
    url.searchParams.set(name, String(value));
  }
  return (await fetchOrThrow(url, { signal })).json();
}

function pageParameters(request: LogRequest): Record<string, number> {
  switch (request.kind) {
    case 'tail':
      return { tail: PAGE_LINES };
    case 'jump':
      return { from: Math.max(1, request.line - LINES_BEFORE_JUMP), count: PAGE_LINES };
    case 'before':
      return { before: request.line, count: PAGE_LINES };
    case 'after':
      return { from: request.line, count: PAGE_LINES };
  }
}

/** Searches one stretch of a log, from a line on. */
export async function fetchLogSearch(
  run: string,
  query: { text: string; from: number; limit: number; tqdm: TqdmMode },
  signal: AbortSignal,
): Promise<LogSearch> {
  const url = logUrl(run, '/search');
  url.searchParams.set('q', query.text);
  url.searchParams.set('from', String(query.from));
  url.searchParams.set('limit', String(query.limit));
  url.searchParams.set('tqdm', query.tqdm);
  return (await fetchOrThrow(url, { signal })).json();
}

/** The socket that tells each change of a log. */
export function connectLogNews(run: string): WebSocket {
  const url = logUrl(run, '/news');
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return new WebSocket(url);
}

/** A message of that socket; null for what this page does not know. */
export function readLogNews(data: unknown): LogState | null {
  try {
    const state: unknown = JSON.parse(String(data));
    return typeof state === 'object' && state !== null && 'generation' in state ? (state as LogState) : null;
  } catch {
    return null;
  }
}

function logUrl(run: string, rest: string): URL {
  return pageUrl(`api/runs/${segment(run)}/logs${rest}`);
}
