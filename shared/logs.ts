/** Windows of numbered lines of a run's logs.txt. Line numbers start at 1 and count every "\n" of the file. */
export interface LogLine {
  number: number;
  text: string;
  /** The line was cut at this many bytes (64 KiB), or null. */
  cut: number | null;
  /** Part of a progress bar. */
  tqdm: boolean;
}

export interface LogPage {
  /** Complete lines in the file; null while the line index is still being built. */
  total: number | null;
  /** Bytes of the file. */
  size: number;
  /** Bytes of the file that the line index has seen. */
  indexed: number;
  exists: boolean;
  lines: LogLine[];
  /** Lines of bars that collapse or drop left out of this window. */
  hidden: number;
}

export type TqdmMode = 'keep' | 'drop' | 'collapse';

export interface LogSearch {
  /** Numbers and texts of lines that hold the text, ascending, at most `limit`. */
  hits: { number: number; text: string }[];
  /** Whether there are more than `limit`. */
  more: boolean;
  /** Bytes searched: the whole file unless the search was cut short. */
  searched: number;
}
