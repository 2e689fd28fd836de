import { setTimeout } from 'node:timers/promises';
import { logChange } from './logChange.ts';
import type { LogFile } from './logFile.ts';
import type { LogSender } from './logSender.ts';
import type { StreamEnd } from './streamLog.ts';

const EVERY_MS = 40;

/**
 * Sends the state of a log as JSON, at once and at each change, at most every 40 ms. Each message heals the loss of all
 * before it. Lines are counted as long as somebody listens. Ends when the reader leaves or takes nothing for too long.
 */
export async function streamNews(file: LogFile, sender: LogSender, signal: AbortSignal): Promise<StreamEnd> {
  let sent = '';
  let counting = false;
  await file.look();
  while (!signal.aborted) {
    const { version } = file;
    const state = file.state();
    const text = JSON.stringify(state);
    if (text !== sent) sender.send(text);
    sent = text;
    if (state.total === null && !counting) {
      counting = true;
      // A disk that fails is met again at the next change.
      void file
        .countTo(Number.POSITIVE_INFINITY, signal)
        .catch(() => undefined)
        .finally(() => {
          counting = false;
        });
    }
    if ((await sender.pace(0)) === 'behind') return { code: 4408, reason: 'The reader fell behind' };
    await setTimeout(EVERY_MS, undefined, { ref: false });
    await logChange(file, version, signal);
  }
  return { code: 1000, reason: 'The reader left' };
}
