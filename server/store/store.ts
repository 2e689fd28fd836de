import type { EventSpan } from '../columns/eventIds.ts';
import type { AnnotationFact, ImageFact, QuarantinedSpan } from '../columns/lineFacts.ts';

/**
 * What the index keeps, and the only way to it. Narrow and asynchronous on purpose: get and put chunks, compare-and-set
 * a cursor, list by key. All arithmetic stands above it, so that another engine can stand behind it with the same answers.
 */
export interface Store {
  listRuns(): Promise<StoredRun[]>;
  listFiles(run: number | null): Promise<StoredFile[]>;
  listColumns(file: number): Promise<StoredColumn[]>;
  listSeriesKeys(file: number): Promise<string[]>;
  /** Statistics over everything that is indexed of the named series; a series that the file does not have is left out. */
  listTotals(file: number, keys: readonly string[]): Promise<{ key: string; total: Uint8Array }[]>;
  /** Creates the run or rewrites what is known of it. Returns its id. */
  putRun(run: Omit<StoredRun, 'id'>): Promise<number>;
  putTotals(run: number, totals: string): Promise<void>;
  /** Forgets a run with all its points. */
  dropRun(run: number): Promise<void>;
  /** Forgets a file's points and starts it anew. Returns the id of the new file. */
  resetFile(run: number, name: string): Promise<number>;
  /** Forgets a file that is gone, with its points. */
  dropFile(run: number, name: string): Promise<void>;
  /** Writes everything of `commit`, or nothing: false when the file's cursor is not where the writer believed it to be. */
  commit(commit: Commit): Promise<boolean>;
  getGroups(file: number, from: number, to: number): Promise<StoredGroup[]>;
  /** Rows of one group each, in the order asked; undefined where there is none. */
  getGroupRows(file: number, groups: readonly number[]): Promise<(Uint8Array | undefined)[]>;
  getRest(file: number, groups: readonly number[]): Promise<(Uint8Array | undefined)[]>;
  /** Directory pages of a series, in order. */
  getPages(column: number): Promise<Uint8Array[]>;
  getPage(column: number, page: number): Promise<Uint8Array | undefined>;
  getPoints(column: number, groups: readonly number[]): Promise<(Uint8Array | undefined)[]>;
  /** Of chunks the leaves and a part of the points, one behind the other in one piece; a chunk that is not there is left out. */
  getParts(column: number, parts: readonly ChunkPart[]): Promise<Uint8Array>;
  /** All chunks of a series, in order of group. */
  getAllPoints(column: number): Promise<{ group: number; points: Uint8Array }[]>;
  listImages(run: number): Promise<(ImageFact & { file: string })[]>;
  listAnnotations(run: number): Promise<(AnnotationFact & { file: string })[]>;
  listQuarantined(run: number, offset: number, limit: number): Promise<(QuarantinedSpan & { file: string })[]>;
  listEventIds(run: number): Promise<EventSpan[]>;
  /** An id above every series' that is stored. */
  firstFreeColumn(): Promise<number>;
  close(): Promise<void>;
}

export interface StoredRun {
  id: number;
  root: string;
  /** Path below the root, "/" between segments, "" for the root itself. */
  dir: string;
  /** For a single-file run the name of that file, else "". */
  single: string;
  /** JSON of RunFacts. */
  facts: string;
  /** JSON of RunTotals, "" before the first commit. */
  totals: string;
}

export interface StoredFile {
  id: number;
  run: number;
  name: string;
  /** JSON of FileState. */
  state: string;
  /** Duplicated from the state: the compare-and-set cursor. */
  offset: number;
}

export interface StoredColumn {
  id: number;
  file: number;
  key: string;
  /** Statistics over the sealed groups, and over everything that is indexed. */
  sealed: Uint8Array;
  total: Uint8Array;
  /** Number of directory entries. */
  entries: number;
  /** Numbers of the groups in whose `rest` the series has points, as 32-bit integers. */
  restGroups: Uint8Array;
}

export interface StoredGroup {
  group: number;
  rows: Uint8Array;
  rest: Uint8Array;
}

/** Bytes [begin, end) of a chunk's points; both below 2^14. */
export interface ChunkPart {
  group: number;
  begin: number;
  end: number;
}

export interface Commit {
  file: number;
  expectOffset: number;
  offset: number;
  state: string;
  run: number;
  totals: string;
  columns: StoredColumn[];
  groups: StoredGroup[];
  chunks: { column: number; group: number; points: Uint8Array; leaves: Uint8Array }[];
  pages: { column: number; page: number; bytes: Uint8Array }[];
  images: ImageFact[];
  annotations: AnnotationFact[];
  quarantined: QuarantinedSpan[];
  eventIds: EventSpan[];
}
