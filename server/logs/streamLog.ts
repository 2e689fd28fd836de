import { BarFilter, type FilterLine } from '../../shared/barFilter.ts';
import { LOG_FILE, MOST_LINE_BYTES, type TqdmMode } from '../../shared/logs.ts';
import { classifyLine } from '../../shared/tqdm.ts';
import type { RawLine } from './lineSplitter.ts';
import { logChange } from './logChange.ts';
import type { LogFile, OpenLog } from './logFile.ts';
import type { LogSender } from './logSender.ts';
import { offsetOfLine } from './offsetOfLine.ts';
import { endOfLines, findNewline, readLines, startOfLast } from './readLines.ts';

export interface StreamQuery {
  /** Lines of the backlog. */
  tail: number;
  /** Start behind this line instead. */
  after: number | null;
  /** Go on with what is written later. */
  follow: boolean;
  tqdm: TqdmMode;
}

/** Where the log stood when the reader came: what is written after that is live, whenever the stream begins. */
export interface StreamStart {
  generation: string;
  size: number;
}

/** How a stream ended: what the socket is closed with. */
export interface StreamEnd {
  code: number;
  reason: string;
}

const DONE: StreamEnd = { code: 1000, reason: 'End of the log' };
const GONE: StreamEnd = { code: 1000, reason: 'The reader left' };
const BEHIND: StreamEnd = { code: 4408, reason: 'The reader fell behind; connect again with ?after=N' };
const ANEW: StreamEnd = { code: 4410, reason: `${LOG_FILE} was truncated or replaced: line numbers start anew` };

/** The file is looked at again after so many bytes, so that a replaced one is noticed during a long backlog. */
const LAP_BYTES = 8 * 1024 * 1024;
/** Collapsed bars that do not move for so long are sent as they are. */
const RESTING_BAR_MS = 2_000;

/**
 * Sends a log line by line: the backlog, then what is written. It holds no lines: what the reader has not taken stays in
 * the file. When the file is truncated or replaced it goes on at the new start, unless the reader counts lines
 * (`after`): then it ends. Ends when the reader leaves; rejects when the file cannot be read.
 */
export async function streamLog(
  file: LogFile,
  start: StreamStart,
  sender: LogSender,
  query: StreamQuery,
  signal: AbortSignal,
): Promise<StreamEnd> {
  if (query.after !== null) await file.countTo(query.after, signal);
  const stream = new LogStream(start, sender, query, signal);
  for (;;) {
    const { version } = file;
    const lap = await file.use((log) => stream.lap(log, file.state().generation));
    if (lap.end !== null) return lap.end;
    if (lap.more) continue;
    if (!query.follow) return await stream.finish();
    await logChange(file, version, signal, stream.waiting ? RESTING_BAR_MS : undefined);
    if (signal.aborted) return GONE;
    if (file.version === version) stream.flush();
  }
}

interface Lap {
  end: StreamEnd | null;
  /** The file holds more complete lines. */
  more: boolean;
}

const REST: Lap = { end: null, more: false };

class LogStream {
  readonly #begin: StreamStart;
  readonly #sender: LogSender;
  readonly #query: StreamQuery;
  readonly #signal: AbortSignal;
  readonly #filter: BarFilter<RawLine & FilterLine>;
  #generation: string | null = null;
  /** Where the next line starts … */
  #position = 0;
  /** … and up to where no newline stands behind that. */
  #searched = 0;

  constructor(begin: StreamStart, sender: LogSender, query: StreamQuery, signal: AbortSignal) {
    this.#begin = begin;
    this.#sender = sender;
    this.#query = query;
    this.#signal = signal;
    this.#filter = new BarFilter(query.tqdm, (line) => classifyLine(line.text));
  }

  /** Whether collapsed bars wait for their next frame. */
  get waiting(): boolean {
    return this.#filter.waiting;
  }

  flush(): void {
    for (const line of this.#filter.flush()) this.#send(line);
  }

  async finish(): Promise<StreamEnd> {
    this.flush();
    return (await this.#sender.pace(0)) === 'behind' ? BEHIND : DONE;
  }

  /** Sends the next lines of the log as it is now. */
  async lap(log: OpenLog | null, generation: string): Promise<Lap> {
    if (this.#generation !== generation) {
      const end = await this.#start(log, generation);
      if (end !== null) return { end, more: false };
    }
    if (log === null) return REST;
    const newline = await findNewline(log.handle, Math.max(this.#position, this.#searched), log.size, this.#signal);
    if (newline === -1) {
      this.#searched = log.size;
      return REST;
    }
    return await this.#sendLines(log);
  }

  async #start(log: OpenLog | null, generation: string): Promise<StreamEnd | null> {
    const first = this.#generation === null;
    const { after } = this.#query;
    if (!first && after !== null) return ANEW;
    if (!first) this.flush();
    this.#generation = generation;
    this.#position = 0;
    this.#searched = 0;
    if (!first) return null;
    if (after !== null && after > (log?.index.lines ?? 0)) return ANEW;
    // A log that came, or came anew, since the reader did is live from its first line on.
    if (log === null || (after === null && this.#begin.generation !== generation)) return null;
    this.#position = after === null ? await this.#backlogStart(log) : await offsetOfLine(log, after + 1);
    return null;
  }

  async #backlogStart(log: OpenLog): Promise<number> {
    let offset = await endOfLines(log.handle, this.#begin.size, this.#signal);
    let lines = 0;
    while (offset > 0 && lines < this.#query.tail) {
      const start = await startOfLast(log.handle, offset, this.#query.tail - lines, this.#signal);
      offset = start.offset;
      lines += start.lines;
    }
    return offset;
  }

  async #sendLines(log: OpenLog): Promise<Lap> {
    const start = this.#position;
    for await (const part of readLines(log.handle, start, log.size)) {
      for (const raw of part.lines) {
        for (const line of this.#filter.push(raw)) this.#send(line);
        if (!this.#sender.full) continue;
        const pace = await this.#sender.pace();
        if (pace !== 'ready') return { end: pace === 'behind' ? BEHIND : GONE, more: false };
      }
      this.#position = part.next;
      if (this.#sender.gone) return { end: GONE, more: false };
      if (part.next - start > LAP_BYTES) return { end: null, more: true };
    }
    this.#searched = log.size;
    return REST;
  }

  #send({ text, cut }: RawLine): void {
    const note = cut === null ? '' : ` … [line cut: ${MOST_LINE_BYTES} of ${cut.bytes} bytes, its ${cut.shown}]`;
    this.#sender.send(text + note);
  }
}
