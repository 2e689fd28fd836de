import { useEffect, useEffectEvent, useState } from 'react';
import type { LogState } from '../../shared/logs.ts';
import { onServerBack } from '../api/serverBack.ts';
import { connectLogNews, readLogNews } from './logApi.ts';

/** Whether what is shown is current. `asOf` is the last moment (ms) at which that was certain. */
export type LogConnection = { kind: 'connecting' } | { kind: 'live' } | { kind: 'lost'; asOf: number };

const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 5_000;
/** Codes with which the server says that asking again is of no use: the run is unknown, or not the only one so called. */
const FINAL_CODES = new Set([4404, 4409, 4410]);

/** Listens to the news of a log for as long as it is shown, and connects again when the socket closes. */
export function useLogNews(run: string, onState: (state: LogState) => void): LogConnection {
  const [connection, setConnection] = useState<LogConnection>({ kind: 'connecting' });
  const tell = useEffectEvent(onState);
  useEffect(() => {
    let pause = FIRST_PAUSE;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let socket: WebSocket;
    let contact = Date.now();
    const connect = () => {
      socket = connectLogNews(run);
      socket.onmessage = (event) => {
        const state = readLogNews(event.data);
        contact = Date.now();
        pause = FIRST_PAUSE;
        setConnection((now) => (now.kind === 'live' ? now : { kind: 'live' }));
        if (state !== null) tell(state);
      };
      socket.onclose = ({ code }) => {
        setConnection((now) => (now.kind === 'lost' ? now : { kind: 'lost', asOf: contact }));
        if (FINAL_CODES.has(code)) return;
        timer = setTimeout(connect, pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE);
      };
    };
    connect();
    const stop = onServerBack(() => {
      if (socket.readyState !== WebSocket.CLOSED) return;
      clearTimeout(timer);
      connect();
    });
    return () => {
      stop();
      clearTimeout(timer);
      socket.onclose = null;
      socket.onmessage = null;
      socket.close();
    };
  }, [run]);
  return connection;
}
