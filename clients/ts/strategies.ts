import { OptionError } from './errors.ts';

/** Names that options take. Source: the Metrana client's documentation. */

/** What happens when a run of this name exists. */
export const RESUME = ['Allow', 'Never'] as const;
/** What happens when the queue to a server is full. */
export const BACKPRESSURE = ['DropNew', 'Block', 'Raise'] as const;
/** How failures of logging reach the caller. */
export const ERRORS = ['Silent', 'Warn', 'RaiseOnLog', 'RaiseOnClose'] as const;
/** What happens on close to events that wait for a server. */
export const CLOSE = ['Immediate', 'CompletePending', 'CompleteAll'] as const;
/** How much the client itself says on stderr, from everything to nothing. */
export const LOG_LEVELS = ['Trace', 'Debug', 'Info', 'Success', 'Warn', 'Error', 'Critical', 'Off'] as const;

export type ResumeStrategy = (typeof RESUME)[number];
export type BackpressureStrategy = (typeof BACKPRESSURE)[number];
export type ErrorStrategy = (typeof ERRORS)[number];
export type CloseStrategy = (typeof CLOSE)[number];
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What the x axis of a series counts. Any other text is a scale too. */
export const StandardMetricScale = {
  ML_STEP: 'ML_STEP',
  EPISODE: 'EPISODE',
  ENVIRONMENT_STEP: 'ENVIRONMENT_STEP',
  SYSTEM: 'SYSTEM',
} as const;

/** The name among `all` that `value` is, in any case. Throws OptionError naming `option` and what it accepts. */
export function parseName<T extends string>(all: readonly T[], value: unknown, option: string): T {
  const found = all.find((one) => one.toLowerCase() === String(value).toLowerCase());
  if (typeof value === 'string' && found !== undefined) return found;
  throw new OptionError(`${option}=${JSON.stringify(value)} is not accepted: it is one of ${all.join(', ')}`);
}
