import type { LogWindow } from './logWindow.ts';
import type { LogConnection } from './useLogNews.ts';

interface LogNoticeProps {
  window: LogWindow;
  connection: LogConnection;
  error: Error | null;
}

/** What stands in place of lines, or above them when they may be old. */
export function LogNotice({ window, connection, error }: LogNoticeProps) {
  const { state, lines, pending } = window;
  if (connection.kind === 'lost' && error === null) {
    const time = new Date(connection.asOf).toLocaleTimeString('en-GB');
    return <p className="log-notice warn">log as of {time} – connecting again …</p>;
  }
  if (error !== null) return <p className="log-notice bad">{error.message}</p>;
  if (state === null || lines.length > 0 || pending !== null) return null;
  if (state.problem !== null) return <p className="log-notice bad">{state.problem}.</p>;
  if (!state.exists) {
    return <p className="log-notice">no logs.txt yet — what the run prints appears here as soon as it is written</p>;
  }
  if (state.size === 0) return <p className="log-notice">logs.txt is empty so far</p>;
  return window.generation === null || window.to === window.from ? null : (
    <p className="log-notice">nothing but progress bars here</p>
  );
}
