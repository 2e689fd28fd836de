import { DeliveryError, type StepwellError } from './errors.ts';
import { type ErrorStrategy, LOG_LEVELS, type LogLevel } from './strategies.ts';

/** Warnings beyond these say nothing new and fill a log. */
const MOST_WARNINGS = 20;

/** What the client says, and how failures of logging reach the caller. Equal messages are kept once, so that memory stays bounded. */
export class Reporter {
  readonly strategy: ErrorStrategy;
  readonly #threshold: number;
  readonly #most: number;
  readonly #kept = new Map<string, number>();
  #unkept = 0;
  #unraised = 0;
  #warned = 0;
  failures = 0;
  /** The newest failure's text. */
  lastFailure: string | null = null;
  /** Events that will not be written anywhere, by reason. */
  readonly dropped = new Map<string, number>();

  /** `most` distinct failures are kept with their text, 0 for all; all are counted. */
  constructor(strategy: ErrorStrategy, level: LogLevel, most: number) {
    this.strategy = strategy;
    this.#threshold = LOG_LEVELS.indexOf(level);
    this.#most = most;
  }

  /** Prints on stderr where the log level allows it. */
  say(level: LogLevel, message: string): void {
    if (LOG_LEVELS.indexOf(level) < this.#threshold) return;
    try {
      process.stderr.write(`stepwell: ${message}\n`);
    } catch {
      // A closed stderr is no reason to stop training.
    }
  }

  drop(reason: string, count = 1): void {
    if (count > 0) this.dropped.set(reason, (this.dropped.get(reason) ?? 0) + count);
  }

  /** Notes a failure; under the Warn strategy each distinct one is said once. */
  fail(message: string): void {
    this.failures++;
    this.lastFailure = message;
    this.#unraised++;
    const known = this.#kept.get(message);
    if (known === undefined) this.#warned++;
    if (known !== undefined || this.#most === 0 || this.#kept.size < this.#most)
      this.#kept.set(message, (known ?? 0) + 1);
    else this.#unkept++;
    if (known !== undefined || this.strategy !== 'Warn' || this.#warned > MOST_WARNINGS) return;
    this.say('Warn', message);
    if (this.#warned === MOST_WARNINGS) this.say('Warn', 'further failures are only counted');
  }

  /** A call of the user's own failed: its event is dropped, and RaiseOnLog throws right here. */
  failCall(error: StepwellError, reason: string): void {
    this.drop(reason);
    this.fail(error.message);
    if (this.strategy !== 'RaiseOnLog') return;
    this.#unraised = 0;
    throw error;
  }

  /** Throws what the background noted since the last time, under RaiseOnLog. The event of the call has been taken. */
  raiseNoted(): void {
    if (this.#unraised === 0 || this.strategy !== 'RaiseOnLog') return;
    this.#unraised = 0;
    throw new DeliveryError(this.#summary());
  }

  /** Throws under RaiseOnClose when anything failed. */
  raiseOnClose(): void {
    if (this.failures > 0 && this.strategy === 'RaiseOnClose') throw new DeliveryError(this.#summary());
  }

  get droppedCount(): number {
    return [...this.dropped.values()].reduce((sum, count) => sum + count, 0);
  }

  /** "3 events were not written (queue full: 2, cannot be logged: 1)", or "". */
  dropsText(): string {
    const total = this.droppedCount;
    if (total === 0) return '';
    const reasons = [...this.dropped].map(([reason, count]) => `${reason}: ${count}`).join(', ');
    return `${total} ${total === 1 ? 'event was' : 'events were'} not written (${reasons})`;
  }

  #summary(): string {
    const parts = [...this.#kept].map(([text, count]) => (count > 1 ? `${text} (${count} times)` : text));
    if (this.#unkept > 0) parts.push(`and ${this.#unkept} more`);
    return parts.join('; ');
  }
}
