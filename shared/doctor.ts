/** `GET /api/doctor`: everything that was seen and could not be used, each with what to do. */
export interface Diagnosis {
  /** At most `limit` of them; those that need doing something come first. */
  findings: Finding[];
  /** How many there are, those beyond `limit` included. */
  total: number;
  /** How many of all findings are problems. */
  problems: number;
  checked: { roots: number; runs: number; files: number; lines: number; bytes: number };
}

export type FindingKind =
  | 'quarantined_line'
  | 'pending_bytes'
  | 'no_reader'
  | 'unreadable_file'
  | 'unreadable_folder'
  | 'unreachable_root'
  | 'repeated_id'
  | 'unknown_events'
  | 'values_without_number'
  | 'notice';

export interface Finding {
  kind: FindingKind;
  /** A problem needs somebody to do something; a note explains what is seen. */
  severity: 'problem' | 'note';
  /** path/id of the run; null where it is about a folder or the root. */
  run: string | null;
  /** Below the run's folder where there is a run, else below the root; null where it is about no file. */
  file: string | null;
  /** Line (from 1) and byte offset in the file, and how many bytes it is about. */
  line: number | null;
  offset: number | null;
  bytes: number | null;
  /** What is there, in one sentence. */
  what: string;
  /** What to do about it, in one sentence. */
  advice: string;
  /** The first characters of a line that could not be used. */
  preview: string | null;
}
