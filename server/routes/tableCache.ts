import type { Answer, Engine, RunPlace, TableAnswer, TableQuery } from '../engine/api.ts';
import { liesOnNetwork } from '../files/runFile.ts';
import { runStamp } from '../files/runStamp.ts';

interface Kept {
  dir: string;
  stamp: string;
  answer: TableAnswer;
}

/** Where a run lies, and whether another machine serves that. */
type Located = RunPlace & { onNetwork: boolean };

const MOST_BYTES = 256 * 1024 * 1024;
const MOST_PLACES = 4096;

/**
 * Finished metric tables, kept on the thread that answers HTTP, so that a repeat asks nobody.
 *
 * Never stale: a kept body is used only if the run's files look exactly as they did before the engine made it. The look
 * comes first, so a write in between makes the next look differ and the engine is asked again.
 */
export class TableCache {
  readonly #engine: Engine;
  /** In order of last use; the first is the next to go. */
  readonly #kept = new Map<string, Kept>();
  readonly #places = new Map<string, Located>();
  #bytes = 0;
  /** Counts changes of the run list: which folder an id means may only be remembered within one. */
  #epoch = 0;

  constructor(engine: Engine) {
    this.#engine = engine;
    engine.onNews((news) => {
      if (news.type !== 'runs') return;
      this.#epoch++;
      this.#places.clear();
    });
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The table, from memory where that is provably the same. */
  async table(ref: string, query: TableQuery): Promise<Answer<TableAnswer>> {
    const place = await this.#locate(ref);
    if (!place.ok) return place;
    const { dir, singleFile, onNetwork } = place.value;
    // The files of a single-file run are not told apart from its neighbours' by folder: the engine answers each time.
    if (singleFile) return this.#engine.metricsTable(ref, query);
    const key = keyOf(ref, query);
    const stamp = await runStamp(dir, onNetwork);
    const kept = this.#kept.get(key);
    if (kept !== undefined && kept.dir === dir && kept.stamp === stamp.text) {
      this.#kept.delete(key);
      this.#kept.set(key, kept);
      return { ok: true, value: kept.answer };
    }
    const answer = await this.#engine.metricsTable(ref, query);
    this.#drop(key);
    if (answer.ok && stamp.settled) this.#keep(key, { dir, stamp: stamp.text, answer: answer.value });
    return answer;
  }

  async #locate(ref: string): Promise<Answer<Located>> {
    const known = this.#places.get(ref);
    if (known !== undefined) return { ok: true, value: known };
    const epoch = this.#epoch;
    const answer = await this.#engine.locate(ref);
    if (!answer.ok) return answer;
    const located = { ...answer.value, onNetwork: await liesOnNetwork(answer.value.dir) };
    if (epoch === this.#epoch) {
      if (this.#places.size >= MOST_PLACES) this.#places.clear();
      this.#places.set(ref, located);
    }
    return { ok: true, value: located };
  }

  #keep(key: string, kept: Kept): void {
    const { answer } = kept;
    if (answer.etag === null || answer.pendingBytes > 0 || costOf(kept) > MOST_BYTES / 2) return;
    this.#kept.set(key, kept);
    this.#bytes += costOf(kept);
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= MOST_BYTES) break;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    const kept = this.#kept.get(key);
    if (kept === undefined) return;
    this.#kept.delete(key);
    this.#bytes -= costOf(kept);
  }
}

/** Bytes, with something for the entry itself, so that many tiny bodies are bounded too. */
function costOf({ answer }: Kept): number {
  return answer.body.byteLength + 1024;
}

/** Equal exactly for requests that mean the same; labels are put in order, metrics keep theirs. */
function keyOf(ref: string, query: TableQuery): string {
  const labels = query.labels === null ? null : Object.entries(query.labels).sort(([a], [b]) => (a < b ? -1 : 1));
  const { by, metrics, from, to, downsample, scale, coords } = query;
  return JSON.stringify([ref, by, metrics, from, to, downsample, scale, labels, coords]);
}
