import { setTimeout as after } from 'node:timers/promises';
import type { RunDetail } from '../../shared/run.ts';
import type { CommandIo, ExitCode } from './command.ts';
import { CommandProblem } from './commandProblem.ts';
import { askJson } from './connection.ts';
import { findRun, runPath } from './findRun.ts';
import { LogTail } from './logTail.ts';
import { MetricsTail } from './metricsTail.ts';

export interface TailOptions {
  lines: string;
  follow?: true;
  tqdm: 'keep' | 'drop' | 'collapse';
  metrics?: true;
  only?: string;
}

/** Lines of a run that grow: its log, or what it logged. */
export interface GrowingLines {
  /** The last `count` lines. */
  start(count: number): Promise<void>;
  /** What came since; whether there was something. */
  more(): Promise<boolean>;
  /** What was held back until more would come. */
  end(): Promise<void>;
}

const EVERY_MS = 200;

/** `stepwell tail <run>`: the end of its log or of its metrics, and with --follow what comes after, until the run ends. */
export async function tail(io: CommandIo, ref: string, options: TailOptions): Promise<ExitCode> {
  if (!/^\d{1,9}$/.test(options.lines)) throw new CommandProblem('--lines: a whole number of lines');
  const run = await findRun(io.connection, ref);
  const path = runPath(run);
  const lines = options.metrics
    ? new MetricsTail(io, path, options.only ?? null)
    : new LogTail(io, path, options.tqdm, options.follow === true);
  await lines.start(Number(options.lines));
  if (options.follow === true) await follow(io, path, run.status, lines);
  await lines.end();
  return 0;
}

async function follow(io: CommandIo, path: string, first: RunDetail['status'], lines: GrowingLines): Promise<void> {
  for (let status = first; !io.signal.aborted; ) {
    const moved = await lines.more();
    if (moved) continue;
    // The look at the status came before this last look at the lines: nothing can have been written since.
    if (status !== 'running') return;
    await after(EVERY_MS, undefined, { signal: io.signal }).catch(() => {});
    await io.connection.giveWay();
    status = (await askJson<RunDetail>(io.connection, path)).status;
  }
}
