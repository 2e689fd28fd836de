import type { TqdmMode } from './logs.ts';
import type { LineKind } from './tqdm.ts';

/** Frames and blanks that may wait for their successor; a stream of more is passed on, oldest first. */
const MOST_WAITING = 256;

export interface FilterLine {
  /** For a frame that stands for earlier ones of its bar: how far the bar was in the first of them. */
  readonly bar_from?: number | null;
}

interface Frame<Line> {
  line: Line;
  id: string;
  first: number;
  count: number;
  /** A later frame of the same bar started anew: this one is the last of its time and stays. */
  final: boolean;
}

/**
 * Takes the lines of a log in order and passes on those to be shown, in order.
 *
 * `keep` passes everything. `drop` leaves out progress bars. `collapse` leaves the last frame of each bar in a run of
 * frames, nested bars each with theirs; a run ends at the first line of text, and a bar that counts from the start again
 * is a new bar. Blank lines between frames belong to the bars, other blank lines are text.
 *
 * Frames come out with `bar_from`. Because of it, collapsing what is already collapsed changes nothing, and collapsing two
 * pieces one after the other is the same as collapsing them joined: windows of a log are joined by filtering them again.
 */
export class BarFilter<Line extends FilterLine> {
  readonly #mode: TqdmMode;
  readonly #kindOf: (line: Line) => LineKind;
  #frames: Frame<Line>[] = [];
  /** Blank lines of a run, hidden if a bar follows. */
  #blanks: Line[] = [];
  #inRun = false;
  #hidden = 0;

  constructor(mode: TqdmMode, kindOf: (line: Line) => LineKind) {
    this.#mode = mode;
    this.#kindOf = kindOf;
  }

  /** Lines left out so far. */
  get hidden(): number {
    return this.#hidden;
  }

  /** Whether a line waits to be passed on or left out. */
  get waiting(): boolean {
    return this.#frames.length + this.#blanks.length > 0;
  }

  /** The lines that can be shown now that this one is known. */
  push(line: Line): Line[] {
    if (this.#mode === 'keep') return [line];
    const kind = this.#kindOf(line);
    switch (kind.kind) {
      case 'text':
        return [...this.flush(), line];
      case 'blank':
        return this.#pushBlank(line);
      case 'move':
        this.#enterRun();
        this.#hidden++;
        return [];
      case 'bar':
        this.#enterRun();
        return this.#pushFrame({
          line,
          id: kind.id,
          first: line.bar_from ?? kind.count,
          count: kind.count,
          final: false,
        });
    }
  }

  /** The lines that were waiting: at the end, or when nothing comes for a while. Ends the run. */
  flush(): Line[] {
    const lines = [...this.#frames.map(shownFrame), ...this.#blanks];
    this.#frames = [];
    this.#blanks = [];
    this.#inRun = false;
    return lines;
  }

  #enterRun(): void {
    this.#inRun = true;
    this.#hidden += this.#blanks.length;
    this.#blanks = [];
  }

  #pushBlank(line: Line): Line[] {
    if (!this.#inRun) return [line];
    this.#blanks.push(line);
    return this.#blanks.length > MOST_WAITING ? this.flush() : [];
  }

  #pushFrame(frame: Frame<Line>): Line[] {
    if (this.#mode === 'drop') {
      this.#hidden++;
      return [];
    }
    const index = this.#frames.findLastIndex((other) => other.id === frame.id && !other.final);
    const before = this.#frames[index];
    if (before !== undefined && before.count > frame.first) before.final = true;
    else if (before !== undefined) {
      this.#frames.splice(index, 1);
      frame.first = before.first;
      this.#hidden++;
    }
    this.#frames.push(frame);
    const oldest = this.#frames.length > MOST_WAITING ? this.#frames.shift() : undefined;
    return oldest === undefined ? [] : [shownFrame(oldest)];
  }
}

function shownFrame<Line extends FilterLine>({ line, first }: Frame<Line>): Line {
  return line.bar_from === first ? line : { ...line, bar_from: first };
}

/** Filters a whole list; `hidden` counts what was left out. */
export function filterBars<Line extends FilterLine>(
  lines: readonly Line[],
  mode: TqdmMode,
  kindOf: (line: Line) => LineKind,
) {
  if (mode === 'keep') return { lines: lines.slice(), hidden: 0 };
  const filter = new BarFilter(mode, kindOf);
  const shown = lines.flatMap((line) => filter.push(line));
  shown.push(...filter.flush());
  return { lines: shown, hidden: filter.hidden };
}
