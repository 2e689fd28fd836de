import { setTimeout as pause } from 'node:timers/promises';
import type { RunStarted } from '../../shared/ingest.ts';
import { askServer, refusal, type ServerAnswer } from './askServer.ts';
import { DeliveryError, RunExistsError, ServerError } from './errors.ts';
import { isObject, type JsonObject, merge } from './jsonFile.ts';
import { Outbox } from './outbox.ts';
import type { Reporter } from './reporter.ts';
import { newRunId } from './runFolder.ts';
import type { SeriesStep } from './series.ts';
import type { Delivery, Settings } from './settings.ts';
import { type Delivered, type EventLine, type ImageFacts, NOTHING_PENDING, type Sink } from './sink.ts';

const RUNS = '/api/ingest/runs';
/** A request is refused above 16 MiB, and base64 is a third longer than what it stands for. */
const LARGEST_IMAGE = 11 * 1024 * 1024;
const START_ATTEMPTS = 3;
const START_PAUSE_MS = 200;

/** A run on a server, which writes the same folder (contract: shared/ingest.ts). A queue, and a thread that sends. */
export class HttpSink implements Sink {
  readonly runId: string;
  readonly place: string;
  readonly resumed: boolean;
  readonly #settings: Settings;
  readonly #reporter: Reporter;
  readonly #lastSteps: readonly SeriesStep[];
  readonly #openOutbox: () => Outbox;
  #open: Outbox | null = null;
  #isQuiet = true;
  #summary: JsonObject = {};

  private constructor(settings: Settings, delivery: Delivery, reporter: Reporter, started: RunStarted) {
    this.#settings = settings;
    this.#reporter = reporter;
    this.runId = started.id;
    this.place = `${delivery.server}/${started.url.replace(/^\/+/, '')}`;
    this.resumed = started.resumed;
    this.#lastSteps = started.last_steps;
    // Two folders may bear one id: the path tells them apart.
    const ref = started.path === '' ? started.id : `${started.path}/${started.id}`;
    const start = { delivery, path: `${RUNS}/${encodeURIComponent(ref)}` };
    let count = 0;
    const nextId = (): string => `${settings.session}:${++count}`;
    this.#openOutbox = () => new Outbox(start, settings.backpressure, reporter, nextId);
  }

  /** Creates or resumes the run. Rejects with RunExistsError, or ServerError that names the address. */
  static async start(
    settings: Settings,
    delivery: Delivery,
    reporter: Reporter,
    facts: JsonObject,
    diff = '',
  ): Promise<HttpSink> {
    const key = settings.run ?? newRunId(settings.clock());
    for (let attempt = 1; ; attempt++) {
      try {
        return new HttpSink(settings, delivery, reporter, await begin(key, settings, delivery, facts, diff));
      } catch (error) {
        // A wrong address or key is an error at once; a lost reply is asked for again.
        const mayPass = error instanceof ServerError && (error.status === null || error.status >= 500);
        if (!mayPass || attempt === START_ATTEMPTS) throw error;
        await pause(START_PAUSE_MS * attempt);
      }
    }
  }

  append(line: EventLine): void {
    this.#outbox.put(line);
    this.#outbox.listen();
    this.#reporter.raiseNoted();
  }

  appendLog(text: string, step: number | null, ts: number): void {
    this.#outbox.putLog(text, step, BigInt(Math.round(ts * 1e6)) * 1000n);
  }

  putImage(image: Uint8Array, _name: string, ts: string, facts: ImageFacts): null {
    if (image.length > LARGEST_IMAGE) {
      const told = `image ${JSON.stringify(facts.key)} has ${image.length} bytes: a server takes at most ${LARGEST_IMAGE}`;
      this.#reporter.failCall(new DeliveryError(told), 'cannot be logged');
      return null;
    }
    this.#outbox.putImage(() => {
      const data = { ...facts, content: Buffer.from(image).toString('base64') };
      return { head: `{"ts":${ts},"type":"image"`, tail: `,"data":${JSON.stringify(data)}}` };
    });
    return null;
  }

  mergeMeta({ config, ...meta }: JsonObject): void {
    this.#outbox.patch({
      ...(config === undefined ? {} : { config }),
      ...(Object.keys(meta).length === 0 ? {} : { meta }),
    });
  }

  mergeSummary(update: JsonObject): void {
    this.#summary = merge(this.#summary, update);
    this.#outbox.patch({ summary: update });
  }

  setPrimaryMetric(name: string, mode: 'max' | 'min'): void {
    this.#outbox.patch({ primary_metric: { name, mode } });
  }

  setStatus(status: string, reason: string | null): void {
    this.#outbox.patch({ status, exit_reason: reason });
  }

  summary(): JsonObject {
    return this.#summary;
  }

  config(): JsonObject {
    return {};
  }

  lastSteps(): readonly SeriesStep[] {
    return this.#lastSteps;
  }

  /** The sender does so itself. */
  beat(): void {}

  async flush(timeoutMs: number | null): Promise<boolean> {
    return this.#open === null || (await this.#open.flush(timeoutMs));
  }

  async deliver(attempts: number, free: boolean): Promise<Delivered> {
    if (this.#open === null) return NOTHING_PENDING;
    const { pending, isQuiet } = await this.#open.deliver(attempts, free);
    this.#isQuiet = isQuiet;
    return pending;
  }

  async rest(): Promise<void> {
    if (!this.#isQuiet) return;
    const outbox = this.#open;
    this.#open = null;
    await outbox?.stop();
  }

  async close(status: string | null, reason: string | null): Promise<void> {
    if (this.#open !== null || status !== null) await this.#outbox.close(this.#settings.close, status, reason);
  }

  closeNow(status: string | null, reason: string | null): void {
    if (this.#open !== null || status !== null) this.#outbox.closeNow(this.#settings.close, status, reason);
  }

  /** The queue with its thread, from the first event on. */
  get #outbox(): Outbox {
    this.#isQuiet = false;
    this.#open ??= this.#openOutbox();
    return this.#open;
  }
}

async function begin(
  key: string,
  settings: Settings,
  delivery: Delivery,
  facts: JsonObject,
  diff: string,
): Promise<RunStarted> {
  const placed = settings.folderPath !== null || settings.folderId !== null;
  const start = {
    key,
    workspace: settings.workspace,
    project: placed ? null : settings.project,
    experiment: settings.experiment,
    folder_id: settings.folderId,
    folder_path: settings.folderPath,
    resume: settings.resume,
    session: settings.session,
    meta: facts,
    ...(diff === '' ? {} : { git_diff: diff }),
  };
  const { server, apiKey, timeout } = delivery;
  const request = { method: 'POST', path: RUNS, body: JSON.stringify(start), timeout, apiKey };
  const answer = await askServer(server, request);
  if (answer.status === 409 && settings.resume === 'Never')
    throw new RunExistsError(
      `runName=${JSON.stringify(settings.run)} exists on ${server} and resumeStrategy is "Never": choose another name, or "Allow" to continue it (${answer.body.detail})`,
    );
  return started(server, answer);
}

function started(server: string, answer: ServerAnswer): RunStarted {
  const { status, body } = answer;
  if (status !== 200 && status !== 201) throw refusal(server, answer);
  const { id, path, url, resumed, last_steps } = body;
  if (typeof id !== 'string') throw new ServerError(`${server} is no Stepwell server: its answer names no run`, status);
  return {
    ...(body as unknown as RunStarted),
    id,
    path: typeof path === 'string' ? path : '',
    url: typeof url === 'string' ? url : '',
    resumed: resumed === true,
    last_steps: Array.isArray(last_steps) ? last_steps.filter(isObject).map((one) => one as unknown as SeriesStep) : [],
  };
}
