import type { JsonObject } from '../../shared/run.ts';
import type { DirectoryEntry } from '../columns/directory.ts';
import type { StageChange } from '../columns/encodeGroup.ts';
import type { GroupBuilder } from '../columns/groupBuilder.ts';
import type { AnnotationFact, ImageFact, QuarantinedSpan } from '../columns/lineFacts.ts';
import type { Statistics } from '../columns/statistics.ts';
import type { StoredGroup } from '../store/store.ts';

/** What the index keeps of an events file: its identity, the cursor, and what was counted on the way. */
export interface Cursor {
  dev: number;
  ino: number;
  /** Size and time of change when it was last looked at. */
  size: number;
  mtimeNs: string;
  /** Hash of the first `headLength` bytes, and of the last bytes before `offset`. */
  headLength: number;
  headHash: string;
  guardHash: string;
  /** Bytes taken in: always a line's end. */
  offset: number;
  lines: number;
  /** Sealed groups; where the open one begins, and its first line. */
  groups: number;
  groupOffset: number;
  groupLine: number;
  quarantinedLines: number;
  quarantinedBytes: number;
  nonMetricValues: number;
  inexactIntegers: number;
  unknownEvents: number;
  annotations: number;
  repeatedEventIds: number;
  /** What `run` and `status` lines said. */
  run: JsonObject;
  status: JsonObject;
  /** Where the stage changes, in the sealed groups. */
  stages: StageChange[];
}

export function newCursor(): Cursor {
  return {
    dev: 0,
    ino: 0,
    size: 0,
    mtimeNs: '',
    headLength: 0,
    headHash: '',
    guardHash: '',
    offset: 0,
    lines: 0,
    groups: 0,
    groupOffset: 0,
    groupLine: 0,
    quarantinedLines: 0,
    quarantinedBytes: 0,
    nonMetricValues: 0,
    inexactIntegers: 0,
    unknownEvents: 0,
    annotations: 0,
    repeatedEventIds: 0,
    run: {},
    status: {},
    stages: [],
  };
}

/** One series of one file, while the file is being read or asked about. */
export interface SeriesState {
  id: number;
  key: string;
  /** Over the sealed groups. */
  sealed: Statistics;
  entries: number;
  /** Entries of the last, not yet full page; null until it is needed. */
  page: DirectoryEntry[] | null;
  restGroups: number[];
  dirty: boolean;
}

/** What is sealed or seen and not yet committed. */
export interface PendingWrites {
  groups: StoredGroup[];
  chunks: { column: number; group: number; points: Uint8Array; leaves: Uint8Array }[];
  pages: { column: number; page: number; bytes: Uint8Array }[];
  images: ImageFact[];
  annotations: AnnotationFact[];
  quarantined: QuarantinedSpan[];
  eventIds: string[];
  /** Bytes of the file since the last commit. */
  bytes: number;
}

export function noWrites(): PendingWrites {
  return { groups: [], chunks: [], pages: [], images: [], annotations: [], quarantined: [], eventIds: [], bytes: 0 };
}

export interface FileState {
  id: number;
  name: string;
  path: string;
  cursor: Cursor;
  /** Offset of the committed cursor: what the store holds. */
  committed: number;
  /** The series and the open group; null until the file is read on or asked about. */
  series: Map<string, SeriesState> | null;
  open: GroupBuilder | null;
  pending: PendingWrites;
  /** A line that is longer than the limit and has not ended: [start, scanned to). */
  longLine: { start: number; scanned: number } | null;
  /** Why the file cannot be read, for the run page; null when it can. */
  problem: string | null;
  /** The next look opens the file whatever its size and time: it changed so lately that they cannot tell a rewrite, or is half read. */
  unsettled: boolean;
}

export function newFileState(id: number, name: string, path: string): FileState {
  return {
    id,
    name,
    path,
    cursor: newCursor(),
    committed: 0,
    series: new Map(),
    open: null,
    pending: noWrites(),
    longLine: null,
    problem: null,
    unsettled: false,
  };
}

/** Bytes on disk that are not taken in yet. */
export function pendingBytes(file: FileState): number {
  return Math.max(0, file.cursor.size - file.cursor.offset);
}
