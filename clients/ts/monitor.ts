import type { Reporter } from './reporter.ts';
import { type Reading, SystemReader } from './systemMetrics.ts';

const HEARTBEAT_MS = 30_000;
/** Means since the last reading need some time to stand for anything. */
const FIRST_READING_MS = 1_000;

export interface Monitored {
  beat(): void;
  log(reading: Reading): void;
}

/** Says that the process lives, and reads the machine now and then. Keeps no process alive. */
export class Monitor {
  readonly #run: Monitored;
  readonly #reporter: Reporter;
  readonly #reader: SystemReader;
  readonly #timers: NodeJS.Timeout[] = [];
  #stopped = false;
  #reading = false;

  /** `interval` is milliseconds between readings, `disk` a folder on the disk to watch. */
  constructor(run: Monitored, reporter: Reporter, interval: number, disk: string) {
    this.#run = run;
    this.#reporter = reporter;
    this.#reader = new SystemReader(disk);
    run.beat();
    const first = setTimeout(
      () => {
        void this.#read();
        this.#every(interval, () => void this.#read());
      },
      Math.min(interval, FIRST_READING_MS),
    );
    this.#timers.push(first.unref());
    this.#every(HEARTBEAT_MS, () => this.#guarded(() => run.beat()));
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #every(ms: number, work: () => void): void {
    if (!this.#stopped) this.#timers.push(setInterval(work, ms).unref());
  }

  async #read(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    const readings = await this.#reader.read();
    this.#reading = false;
    this.#guarded(() => {
      for (const reading of readings) if (!this.#stopped) this.#run.log(reading);
    });
  }

  /** A reading must never end the heartbeat, nor the process. */
  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#reporter.fail(`system metrics: ${(error as Error).message}`);
    }
  }
}
