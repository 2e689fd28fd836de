import { type Dispatch, useEffect, useEffectEvent, useReducer, useState } from 'react';
import type { TqdmMode } from '../../shared/logs.ts';
import { ApiProblem } from '../api/ApiProblem.ts';
import { fetchLogPage } from './logApi.ts';
import { EMPTY_WINDOW, type LogAction, type LogSight, type LogWindow, nextRequest, reduceLog } from './logWindow.ts';
import { type LogConnection, useLogNews } from './useLogNews.ts';

const RETRY_MS = 2_000;

function emptyWindow(mode: TqdmMode): LogWindow {
  return { ...EMPTY_WINDOW, mode };
}

export interface LogSource {
  window: LogWindow;
  dispatch: Dispatch<LogAction>;
  connection: LogConnection;
  /** Why the last request failed; unless the server refused it, it is asked again. */
  error: Error | null;
}

/** Holds the stretch of a log that is in sight: asks for what is missing, one request at a time, and follows the news. `mode` is the first one. */
export function useLogWindow(run: string, sight: LogSight, mode: TqdmMode): LogSource {
  const [window, dispatch] = useReducer(reduceLog, mode, emptyWindow);
  const connection = useLogNews(run, (state) => dispatch({ type: 'news', state }));
  const [error, setError] = useState<Error | null>(null);
  const [answers, setAnswers] = useState(0);
  const request = nextRequest(window, sight);
  // News that come while an answer is on its way must not ask again: the key changes with the question and the answer.
  const key = request === null ? null : `${answers} ${window.mode} ${JSON.stringify(request)}`;
  const ask = useEffectEvent(async (signal: AbortSignal) => {
    if (request === null) return;
    const page = await fetchLogPage(run, request, window.mode, signal);
    signal.throwIfAborted();
    dispatch({ type: 'page', request, page });
  });
  useEffect(() => {
    if (key === null) return;
    const leaving = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    ask(leaving.signal).then(
      () => {
        setError(null);
        setAnswers((count) => count + 1);
      },
      (problem: Error) => {
        if (leaving.signal.aborted) return;
        setError(problem);
        if (mayPass(problem)) timer = setTimeout(() => setAnswers((count) => count + 1), RETRY_MS);
      },
    );
    return () => {
      leaving.abort();
      clearTimeout(timer);
    };
  }, [key]);
  return { window, dispatch, connection, error };
}

/** Whether asking again may help: not when the server says that the question is wrong. */
function mayPass(problem: Error): boolean {
  return !(problem instanceof ApiProblem) || problem.status === 0 || problem.status >= 500 || problem.status === 429;
}
