import { plainText } from '../../shared/ansi.ts';
import { BarFilter } from '../../shared/barFilter.ts';
import type { LogLine, LogPage } from '../../shared/logs.ts';
import { classifyLine } from '../../shared/tqdm.ts';
import type { CommandIo } from './command.ts';
import { askJson } from './connection.ts';
import { jsonText } from './plainText.ts';
import type { GrowingLines, TailOptions } from './tail.ts';

/** Lines that one request asks for at most. */
const PAGE = 5_000;
/** A bar that rests for so long is shown as it is. */
const RESTING_MS = 2_000;

/** The lines of a run's log; bars are collapsed over all that was printed. */
export class LogTail implements GrowingLines {
  readonly #io: CommandIo;
  readonly #path: string;
  readonly #mode: TailOptions['tqdm'];
  readonly #follows: boolean;
  readonly #bars: BarFilter<LogLine>;
  #last: LogPage | null = null;
  /** The next line to ask for. */
  #to = 1;
  /** The line before that. */
  #known: LogLine | null = null;
  #movedAt = 0;

  constructor(io: CommandIo, path: string, mode: TailOptions['tqdm'], follows: boolean) {
    this.#io = io;
    this.#path = path;
    this.#mode = mode;
    this.#follows = follows;
    this.#bars = new BarFilter(mode, (line) => classifyLine(line.text));
  }

  async start(count: number): Promise<void> {
    const page = await this.#ask(`tail=${Math.min(PAGE, Math.max(1, count))}`, this.#mode);
    if (page.problem !== null) this.#io.say(page.problem);
    else if (!page.exists && !this.#follows) this.#io.say('This run has no log.');
    // Lines are still being counted: what comes is asked for by their number once that is known.
    this.#to = page.numbered ? page.to : (await this.#ask('before=1000000000000&count=1', 'keep')).to;
    let lines = count === 0 ? [] : page.lines;
    for (let first = page; lines.length < count && first.lines.length > 0 && first.numbered && first.from > 1; ) {
      first = await this.#ask(`before=${first.from}&count=${Math.min(PAGE, count - lines.length)}`, this.#mode);
      lines = [...first.lines, ...lines];
    }
    await this.#take(lines);
    if (this.#follows) this.#known = await this.#lineBefore();
  }

  async more(): Promise<boolean> {
    const before = this.#last?.generation ?? '';
    const page = await this.#ask(`from=${this.#to}&count=${PAGE}`, 'keep');
    if (page.generation !== before && !(await this.#isSameLog())) {
      this.#io.say('The log was replaced: it begins anew.');
      await this.#print(this.#bars.flush());
      this.#to = 1;
      this.#known = null;
      return true;
    }
    const moved = page.to > this.#to;
    this.#to = page.to;
    this.#known = page.lines.at(-1) ?? this.#known;
    await this.#take(page.lines);
    if (moved) this.#movedAt = Date.now();
    else if (this.#bars.waiting && Date.now() - this.#movedAt > RESTING_MS) await this.#print(this.#bars.flush());
    return moved;
  }

  async end(): Promise<void> {
    await this.#print(this.#bars.flush());
    // What stands behind the last line end is shown, too.
    const pending = this.#last?.pending ?? null;
    if (pending !== null) await this.#print([pending]);
  }

  /** Another process numbers generations anew: the log is the same where the line before the next one is. */
  async #isSameLog(): Promise<boolean> {
    if (this.#to === 1) return true;
    const line = await this.#lineBefore();
    return line !== null && line.offset === this.#known?.offset && line.text === this.#known.text;
  }

  async #lineBefore(): Promise<LogLine | null> {
    const page = await askJson<LogPage>(this.#io.connection, `${this.#path}/logs?before=${this.#to}&count=1&tqdm=keep`);
    return page.to === this.#to ? (page.lines.at(-1) ?? null) : null;
  }

  async #ask(query: string, mode: TailOptions['tqdm']): Promise<LogPage> {
    this.#last = await askJson<LogPage>(this.#io.connection, `${this.#path}/logs?${query}&tqdm=${mode}`);
    return this.#last;
  }

  async #take(lines: readonly LogLine[]): Promise<void> {
    await this.#print(lines.flatMap((line) => this.#bars.push(line)));
  }

  async #print(lines: readonly LogLine[]): Promise<void> {
    if (lines.length > 0) await this.#io.out(lines.map(this.#io.json ? jsonLine : textLine).join(''));
  }
}

/** `stepwell tail --json`: one object a line. `cut` where the line is longer than its text. */
export type TailedLine = Pick<LogLine, 'text' | 'cut'> & { line: number };

function jsonLine({ number, text, cut }: LogLine): string {
  const line: TailedLine = { line: number, text, cut };
  return `${jsonText(line)}\n`;
}

function textLine({ text, cut }: LogLine): string {
  return `${plainText(text)}${cut === null ? '' : ` … [of ${cut.bytes} bytes, its ${cut.shown}]`}\n`;
}
