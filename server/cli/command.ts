import type { Connection } from './connection.ts';
import type { Paint } from './paint.ts';

/** What a command works with. */
export interface CommandIo {
  connection: Connection;
  /** Standard output; resolves once the reader has taken it, so that nothing piles up. */
  out(text: string | Uint8Array): Promise<void>;
  /** Standard error: for the person, never part of the answer. */
  say(text: string): void;
  json: boolean;
  /** Standard output is a terminal: what acts on one must not reach it. */
  terminal: boolean;
  paint: Paint;
  /** Ends what goes on for ever. */
  signal: AbortSignal;
}

/** The exit code, as diff(1) has them: 0 fine, 1 the answer is "no" (findings, differences that were asked for), 2 trouble. */
export type ExitCode = 0 | 1;
