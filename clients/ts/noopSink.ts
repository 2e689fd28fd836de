import type { JsonObject } from './jsonFile.ts';
import type { SeriesStep } from './series.ts';
import { type Delivered, type EventLine, type ImageFacts, NOTHING_PENDING, type Sink } from './sink.ts';

/** Takes everything and keeps nothing: no file, no network, no thread. */
export class NoopSink implements Sink {
  readonly runId: string = 'noop';
  readonly place: string = 'nowhere';
  readonly resumed: boolean = false;

  append(_line: EventLine): void {}
  appendLog(_text: string, _step: number | null, _ts: number): void {}
  putImage(_image: Uint8Array, _name: string, _ts: string, _facts: ImageFacts): string | null {
    return null;
  }
  mergeMeta(_update: JsonObject): void {}
  mergeSummary(_update: JsonObject): void {}
  setPrimaryMetric(_name: string, _mode: 'max' | 'min'): void {}
  setStatus(_status: string, _reason: string | null): void {}
  summary(): JsonObject {
    return {};
  }
  config(): JsonObject {
    return {};
  }
  lastSteps(): readonly SeriesStep[] {
    return [];
  }
  beat(): void {}
  async flush(_timeoutMs: number | null): Promise<boolean> {
    return true;
  }
  async deliver(_attempts: number, _free: boolean): Promise<Delivered> {
    return NOTHING_PENDING;
  }
  async rest(): Promise<void> {}
  async close(status: string | null, reason: string | null): Promise<void> {
    this.closeNow(status, reason);
  }
  closeNow(_status: string | null, _reason: string | null): void {}
}
