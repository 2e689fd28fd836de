import type { LogFile } from './logFile.ts';
import type { LogSocket } from './logSender.ts';
import type { StreamEnd } from './streamLog.ts';

/** What a log socket does until it says how it ends. */
export type SocketTask = (file: LogFile, socket: LogSocket, signal: AbortSignal) => Promise<StreamEnd>;

interface ClosingSocket extends LogSocket {
  on(event: 'pong' | 'close', listener: () => void): void;
}

const HEARTBEAT_MS = 30_000;

/**
 * Runs a task on a socket until the task ends or the reader leaves, and pings the reader meanwhile: a reader that is gone
 * without a goodbye would be served for ever. Without a log (`null`) the socket stays open and says nothing.
 */
export function serveSocket(
  socket: ClosingSocket,
  followed: { file: LogFile; stop: () => void } | null,
  task: SocketTask,
): void {
  const leaving = new AbortController();
  const stopBeating = keepAlive(socket);
  socket.on('close', () => {
    leaving.abort();
    stopBeating();
    followed?.stop();
  });
  if (followed !== null) void run(socket, followed.file, task, leaving.signal);
}

async function run(socket: LogSocket, file: LogFile, task: SocketTask, signal: AbortSignal): Promise<void> {
  try {
    const end = await task(file, socket, signal);
    socket.close(end.code, end.reason);
  } catch {
    // Aborted because the reader left, when closing does nothing; else the disk or the network failed.
    socket.close(1011, 'The log could not be read');
  }
}

function keepAlive(socket: LogSocket): () => void {
  let answered = true;
  socket.on('pong', () => {
    answered = true;
  });
  const timer = setInterval(() => {
    if (!answered) socket.terminate();
    answered = false;
    socket.ping();
  }, HEARTBEAT_MS);
  timer.unref();
  return () => clearInterval(timer);
}
