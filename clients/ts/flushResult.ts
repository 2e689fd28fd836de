import type { Delivered } from './sink.ts';

/** What a flush of an experiment came to. Counts are of events. */
export class FlushResult {
  readonly pendingMetrics: number;
  readonly pendingAnnotations: number;
  /** Whether the status (of `start`, `done` or the end of `run`) is still to be sent. */
  readonly pendingStatus: boolean;
  /** Requests of this flush that failed and will be repeated. */
  readonly retryableFailures: number;
  /** Lost for good so far, by reason: "queue full", "not delivered" (maxRetries), "refused by the server", "disk". */
  readonly lost: ReadonlyMap<string, number>;

  constructor({ metrics, annotations, status, failures }: Delivered, lost: ReadonlyMap<string, number>) {
    this.pendingMetrics = metrics;
    this.pendingAnnotations = annotations;
    this.pendingStatus = status;
    this.retryableFailures = failures;
    this.lost = new Map(lost);
  }

  /** Events that found the queue full. */
  get dropped(): number {
    return this.lost.get('queue full') ?? 0;
  }

  /** Events that were given up or refused. */
  get failed(): number {
    return [...this.lost.values()].reduce((sum, count) => sum + count, 0) - this.dropped;
  }

  /** Whether nothing is pending. */
  get delivered(): boolean {
    return this.pendingMetrics === 0 && this.pendingAnnotations === 0 && !this.pendingStatus;
  }

  /** Whether everything logged so far is written or delivered, and nothing was lost before. */
  get ok(): boolean {
    return this.delivered && this.lost.size === 0;
  }

  toString(): string {
    const parts = [
      counted(this.pendingMetrics, 'metric'),
      counted(this.pendingAnnotations, 'annotation'),
      this.pendingStatus ? 'the status pending' : '',
      ...[...this.lost].map(([reason, count]) => `${count} lost (${reason})`),
    ];
    return parts.filter((part) => part !== '').join(', ') || 'everything delivered';
  }
}

function counted(count: number, what: string): string {
  return count === 0 ? '' : `${count} ${what}${count === 1 ? '' : 's'} pending`;
}
