import { constants } from 'node:os';
import { PipeClosed, runCommand } from './runCommand.ts';

/** What follows ends by itself when asked to; what is at work longer than this is ended: the index survives that. */
const GRACE_MS = 500;

/** Runs a command as this process, and ends it with the command's exit code. */
export async function commandLine(argv: readonly string[]): Promise<never> {
  const ending = new AbortController();
  let signalled = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // Asked twice: what still runs is not waited for. The next process takes the index over.
      if (signalled !== 0) process.exit(signalled);
      signalled = 128 + constants.signals[signal];
      ending.abort();
      setTimeout(() => process.exit(signalled), GRACE_MS).unref();
    });
  }
  // Told to whoever writes: without a listener it would end the process with a stack.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  const code = await runCommand(argv, {
    env: process.env,
    out: (text) =>
      new Promise((resolve, reject) => {
        process.stdout.write(text, (error) => (error ? reject(new PipeClosed()) : resolve()));
      }),
    say: (text) => void process.stderr.write(`${text}\n`),
    terminal: process.stdout.isTTY === true,
    signal: ending.signal,
    // Where a server runs, none of this is loaded.
    open: async (...folders) => (await import('./openFolders.ts')).openFolders(...folders),
  });
  process.exit(signalled === 0 ? code : signalled);
}
