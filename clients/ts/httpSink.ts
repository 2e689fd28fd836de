import type { IngestAnswer, RunStarted } from '../../shared/ingest.ts';
import { MOST_BATCH_ITEMS } from '../../shared/ingest.ts';
import { EventQueueFullError, OptionError, RunExistsError, StepwellError } from './errors.ts';
import type { EventLine, SeriesStep, Sink } from './recorder.ts';
import type { Settings } from './settings.ts';

const FLUSH_MS = 250;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;
const REQUEST_MS = 60_000;

/**
 * A run on a server. Calls put lines into a queue; batches go out one after the other, in order, and are repeated until the
 * server has them. Every line bears `<session>:<n>`, so that a repeated batch is taken once.
 */
export class HttpSink implements Sink {
  readonly resumed: boolean;
  readonly lastSteps: readonly SeriesStep[];
  readonly address: string;
  readonly #settings: Settings;
  readonly #session: string;
  readonly #path: string;
  readonly #failed: (error: StepwellError) => void;
  readonly #waiting: string[] = [];
  #count = 0;
  #inFlight = 0;
  #sending: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #givenUp = false;
  /** Lines that no server will see: the queue was full, or the run was closed before they were sent. */
  dropped = 0;

  private constructor(
    settings: Settings,
    session: string,
    started: RunStarted,
    failed: (error: StepwellError) => void,
  ) {
    this.#settings = settings;
    this.#session = session;
    this.#failed = failed;
    this.#path = `api/ingest/runs/${encodeURIComponent(`${started.path}/${started.id}`)}`;
    this.resumed = started.resumed;
    this.lastSteps = started.last_steps;
    this.address = new URL(started.url, baseOf(settings)).href;
  }

  /** Creates or resumes the run. Rejects with OptionError, RunExistsError or StepwellError that names the server. */
  static async start(settings: Settings, session: string, failed: (error: StepwellError) => void): Promise<HttpSink> {
    const { workspace, project, experiment, resume, meta } = settings;
    const body = { key: settings.run ?? session, workspace, project, experiment, resume, session, meta };
    const answer = await ask(settings, 'POST', 'api/ingest/runs', JSON.stringify(body));
    const said = (await answer.json().catch(() => ({}))) as RunStarted & { detail?: string };
    if (answer.status === 409) throw new RunExistsError(said.detail ?? 'the run exists');
    if (!answer.ok)
      throw new OptionError(`server=${settings.server} refused the run: ${answer.status} ${said.detail ?? ''}`);
    return new HttpSink(settings, session, said, failed);
  }

  append({ head, tail }: EventLine): void {
    if (this.#waiting.length >= this.#settings.queueSize && this.#settings.backpressure !== 'Block') {
      if (this.#settings.backpressure === 'Raise')
        throw new EventQueueFullError(
          `the queue to ${this.#settings.server} is full (${this.#settings.queueSize} events)`,
        );
      this.dropped++;
      return;
    }
    this.#waiting.push(`${head},"event_id":"${this.#session}:${++this.#count}"${tail}`);
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS);
  }

  get pending(): number {
    return this.#waiting.length;
  }

  /** Sends what waits; resolves once the queue was empty, or sending was given up. */
  flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = null;
    });
    return this.#sending;
  }

  async patch(change: object): Promise<void> {
    const answer = await ask(this.#settings, 'PATCH', this.#path, JSON.stringify(change));
    if (!answer.ok) throw new StepwellError(`${this.#settings.server} answered ${answer.status}`);
  }

  /** Ends sending as the strategy says. What is left counts as dropped. */
  async close(status: string, reason: string | null): Promise<void> {
    const { close } = this.#settings;
    if (close === 'Immediate') this.#givenUp = true;
    if (close === 'CompletePending') this.#waiting.length = Math.min(this.#waiting.length, this.#keptOnClose());
    await this.flush();
    this.dropped += this.#waiting.length;
    this.#waiting.length = 0;
    await this.patch({ status, exit_reason: reason }).catch((error: StepwellError) => this.#failed(error));
  }

  /** What is on its way, and one more request: a short script loses nothing. */
  #keptOnClose(): number {
    const kept = this.#inFlight + MOST_BATCH_ITEMS;
    this.dropped += Math.max(0, this.#waiting.length - kept);
    return kept;
  }

  async #sendAll(): Promise<void> {
    for (let pause = FIRST_PAUSE_MS; this.#waiting.length > 0 && !this.#givenUp; ) {
      const batch = this.#waiting.slice(0, MOST_BATCH_ITEMS);
      this.#inFlight = batch.length;
      const outcome = await this.#send(batch);
      this.#inFlight = 0;
      if (outcome === 'again') {
        if (this.#settings.close === 'CompletePending' && pause > LONGEST_PAUSE_MS) return;
        await new Promise((resolve) => setTimeout(resolve, pause));
        pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
        continue;
      }
      this.#waiting.splice(0, batch.length);
      if (outcome === 'refused') this.dropped += batch.length;
      pause = FIRST_PAUSE_MS;
    }
  }

  async #send(batch: readonly string[]): Promise<'taken' | 'refused' | 'again'> {
    try {
      const answer = await ask(
        this.#settings,
        'POST',
        `${this.#path}/events`,
        batch.join('\n'),
        'application/x-ndjson',
      );
      if (answer.ok) {
        const { rejected } = (await answer.json()) as IngestAnswer;
        this.dropped += rejected.length;
        if (rejected[0] !== undefined)
          this.#failed(
            new StepwellError(`${rejected.length} events were refused: ${rejected[0].field}: ${rejected[0].detail}`),
          );
        return 'taken';
      }
      this.#failed(new StepwellError(`${this.#settings.server} answered ${answer.status}`));
      return answer.status >= 500 || answer.status === 429 ? 'again' : 'refused';
    } catch (error) {
      this.#failed(new StepwellError(`${this.#settings.server} cannot be reached: ${(error as Error).message}`));
      return 'again';
    }
  }
}

function baseOf({ server }: Settings): string {
  return server?.endsWith('/') === true ? server : `${server}/`;
}

function ask(
  settings: Settings,
  method: string,
  path: string,
  body: string,
  type = 'application/json',
): Promise<Response> {
  return fetch(new URL(path, baseOf(settings)), {
    method,
    body,
    headers: {
      'Content-Type': type,
      ...(settings.apiKey === null ? {} : { Authorization: `Bearer ${settings.apiKey}` }),
    },
    signal: AbortSignal.timeout(REQUEST_MS),
  });
}
