import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EventIds, type EventSpan } from '../columns/eventIds.ts';
import { appendBehind, appendLines } from '../files/writeRun.ts';

/** One mark of logs.times.jsonl as the server writes it: up to `end` the log is promised, and these events are in it. */
interface Mark {
  offset: number;
  ts: number;
  step: number | null;
  end: number;
  ids: [session: string, first: number, last: number][];
}

export interface LogPiece {
  id: string | undefined;
  text: string;
  ts: number;
  step: number | null;
}

/**
 * Writes the log of a run that arrives over HTTP, each piece once. The text goes to disk first, then its mark in
 * logs.times.jsonl, which also tells which events it holds. Text without a mark was promised to nobody: it is cut off.
 */
export class LogWriter {
  readonly #folder: string;
  #ids = new EventIds();
  #end: number | null = null;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Appends the pieces that are new; how many were not. */
  async append(pieces: readonly LogPiece[]): Promise<number> {
    const end = await this.#load();
    const batch = new EventIds();
    const fresh = pieces.filter(({ id }) => id === undefined || (!this.#ids.has(id) && batch.add(id)));
    const first = fresh[0];
    if (first === undefined) return pieces.length;
    const text = fresh.map((piece) => piece.text).join('');
    const written = await appendBehind(join(this.#folder, 'logs.txt'), end, text);
    const spans = batch.spans();
    const mark: Mark = {
      offset: written.start,
      ts: first.ts,
      step: first.step,
      end: written.end,
      ids: spans.map((span) => [span.session, span.first, span.last]),
    };
    await appendLines(join(this.#folder, 'logs.times.jsonl'), `${JSON.stringify(mark)}\n`);
    for (const { id } of fresh) if (id !== undefined) this.#ids.add(id);
    this.#end = written.end;
    return pieces.length - fresh.length;
  }

  async #load(): Promise<number> {
    if (this.#end !== null) return this.#end;
    const text = await readFile(join(this.#folder, 'logs.times.jsonl'), 'utf8').catch(() => '');
    const spans: EventSpan[] = [];
    let end: number | null = null;
    for (const line of text.split('\n').slice(0, -1)) {
      const mark = readMark(line);
      if (mark === null) continue;
      end = mark.end;
      for (const [session, first, last] of mark.ids) spans.push({ session, first, last });
    }
    this.#ids = new EventIds(spans);
    // A log that somebody else wrote has no such marks: everything in it stays.
    this.#end = end ?? Number.POSITIVE_INFINITY;
    return this.#end;
  }
}

function readMark(line: string): Pick<Mark, 'end' | 'ids'> | null {
  try {
    const mark = JSON.parse(line) as Partial<Mark> | null;
    return typeof mark?.end === 'number' && Array.isArray(mark.ids) ? { end: mark.end, ids: mark.ids } : null;
  } catch {
    return null;
  }
}
