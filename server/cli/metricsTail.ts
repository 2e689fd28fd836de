import { type Glob, matchesGlob, toGlob } from '../../shared/query/glob.ts';
import type { Written, WrittenRow } from '../../shared/written.ts';
import type { CommandIo } from './command.ts';
import { askJson } from './connection.ts';
import { jsonText, plainText, shortNumber, shortTime } from './plainText.ts';
import { metricName } from './show.ts';
import type { GrowingLines } from './tail.ts';

const PAGE = 5_000;

/** What a run logged, a line each, in the order of writing. */
export class MetricsTail implements GrowingLines {
  readonly #io: CommandIo;
  readonly #path: string;
  readonly #only: readonly Glob[] | null;
  #position = '';

  /** `only`: names of metrics, parted by commas, with `*` and `?`. */
  constructor(io: CommandIo, path: string, only: string | null) {
    this.#io = io;
    this.#path = path;
    this.#only = only === null ? null : only.split(',').map((name) => toGlob(name.trim()));
  }

  async start(count: number): Promise<void> {
    const { rows } = await this.#ask(Math.min(PAGE, Math.max(1, count)));
    if (count > 0) await this.#print(rows);
  }

  async more(): Promise<boolean> {
    const { rows, more } = await this.#ask(PAGE);
    await this.#print(rows);
    return more || rows.length > 0;
  }

  async end(): Promise<void> {}

  async #ask(count: number): Promise<Written> {
    const after = this.#position === '' ? '' : `&after=${encodeURIComponent(this.#position)}`;
    const written = await askJson<Written>(this.#io.connection, `${this.#path}/written?count=${count}${after}`);
    this.#position = written.position;
    return written;
  }

  async #print(rows: readonly WrittenRow[]): Promise<void> {
    const only = this.#only;
    const wanted = (name: string): boolean => only === null || only.some((glob) => matchesGlob(glob, name));
    const shown = rows
      .map((row) => ({ ...row, values: row.values.filter(({ name }) => wanted(name)) }))
      .filter(({ values }) => values.length > 0);
    if (shown.length > 0) await this.#io.out(shown.map(this.#io.json ? jsonRow : textRow).join(''));
  }
}

/** `stepwell tail --metrics --json`: one `WrittenRow` a line. */
function jsonRow(row: WrittenRow): string {
  return `${jsonText(row)}\n`;
}

function textRow({ step, time, stage, values }: WrittenRow): string {
  const logged = values.map((value) => `${plainText(metricName(value))}=${shortNumber(value.value)}`);
  const said = stage === null ? [] : [`[${plainText(stage)}]`];
  return `${[String(step ?? '-').padStart(8), shortTime(time ?? 0), ...said, ...logged].join('  ')}\n`;
}
