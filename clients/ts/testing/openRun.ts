import type { Reporter } from '../reporter.ts';
import { Run } from '../run.ts';
import { type Delivery, type RunOptions, type Settings, settingsOf } from '../settings.ts';
import type { Sink } from '../sink.ts';
import { openSink, reporterOf } from '../startRun.ts';

/** Tests gather nothing. */
const QUICK: Partial<Delivery> = { flushDelay: 10 };

export interface OpenRun {
  run: Run;
  reporter: Reporter;
  sink: Sink;
  settings: Settings;
  dropped(): Record<string, number>;
}

/** A run with its parts, silent unless `logLevel` says otherwise. `delivery` overrides how it is sent. */
export async function openRun(
  options: RunOptions,
  more: Partial<Settings> = {},
  delivery: Partial<Delivery> = {},
  env: NodeJS.ProcessEnv = {},
): Promise<OpenRun> {
  const made = settingsOf({ logLevel: 'Off', ...options }, env, more);
  const settings = made.delivery === null ? made : { ...made, delivery: { ...made.delivery, ...QUICK, ...delivery } };
  const reporter = reporterOf(settings);
  const sink = await openSink(settings, reporter);
  const run = new Run(settings, sink, reporter);
  return { run, reporter, sink, settings, dropped: () => Object.fromEntries(reporter.dropped) };
}
