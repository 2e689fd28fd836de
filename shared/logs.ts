/**
 * Windows of numbered lines of a run's logs.txt.
 *
 * Line numbers start at 1 and count every "\n" of the file. What stands behind the last "\n" is the pending line: it is
 * shown, and becomes a line of its own once its "\n" is there.
 */
export interface LogLine {
  number: number;
  /** Byte at which the line starts. */
  offset: number;
  /** Without its line end (`\n` or `\r\n`); bytes that are no UTF-8 are U+FFFD. May hold `\r` frames and escape sequences. */
  text: string;
  /** The line is longer than `text`; null for a line that is whole. */
  cut: LogCut | null;
  /** Part of a progress bar. */
  tqdm: boolean;
  /** For a frame that stands for earlier ones of its bar: how far the bar was in the first of them (see BarFilter). */
  bar_from: number | null;
}

/** What of a line longer than 64 KiB is there: its start, or its end where carriage returns overwrote the rest. */
export interface LogCut {
  /** Bytes of the whole line. */
  bytes: number;
  shown: 'start' | 'end';
}

/** `GET /api/runs/{id}/logs`. */
export interface LogPage extends LogState {
  lines: LogLine[];
  /** This page stands for the lines [from, to) of the file: those in `lines`, and `hidden` ones that were left out. */
  from: number;
  to: number;
  hidden: number;
  /**
   * False for the last lines of a file whose lines are still being counted: numbers then count from the end, the last
   * complete line is 0, the one before it -1.
   */
  numbered: boolean;
  /** What stands behind the last "\n", when this page reaches that far; null when it does not, or nothing stands there. */
  pending: LogLine | null;
}

/** What is known of a log file; also each message of `WS /api/runs/{id}/logs/news`. */
export interface LogState {
  exists: boolean;
  /** Why the file is there and cannot be shown, in one sentence; null otherwise. */
  problem: string | null;
  /** Changes when the file was truncated or replaced: line numbers of before then mean nothing. */
  generation: string;
  /** Bytes of the file. */
  size: number;
  /** Bytes of the file whose lines have been counted. */
  indexed: number;
  /** Complete lines in the file; null while they are still being counted. */
  total: number | null;
}

export type TqdmMode = 'keep' | 'drop' | 'collapse';

/** `GET /api/runs/{id}/logs/search`. */
export interface LogSearch {
  /** Lines whose shown text holds what was searched, ascending, at most `limit`. */
  hits: LogHit[];
  /** Progress bars that hold it too and were left out (with `tqdm=drop` or `collapse`). */
  in_bars: number;
  /** Line to go on from, null when the search has come to the end. One request looks through a bounded stretch. */
  next: number | null;
  /** Byte up to which has been searched. */
  searched: number;
  size: number;
  generation: string;
}

export interface LogHit {
  number: number;
  /** The shown text of the line, at most 1,000 characters around the first place. */
  text: string;
}

/**
 * `GET /api/runs/{id}/logs/at`: a line of the log and where it lies on the run's axes. For a place that was asked for, `line` is the
 * first one that was written then or later, else the last one. `source` tells where the times come from: marks that a client
 * wrote, or clocks at the lines' starts (then by the second); null where the log has neither, and `line` and `time` are null.
 */
export interface LogPlace {
  line: number | null;
  /** Unix seconds. */
  time: number | null;
  /** Where training stood when the line was written, when a mark says so. */
  step: number | null;
  source: 'marks' | 'clock' | null;
  /** The place on each axis of a chart; steps are those of the point that lies nearest. null where there is no such point. */
  x: { step: number | null; relstep: number | null; wall: number | null; relative: number | null };
}

/** A line is cut to this many bytes for display. */
export const MOST_LINE_BYTES = 64 * 1024;

/** The run's log, in its folder. */
export const LOG_FILE = 'logs.txt';
