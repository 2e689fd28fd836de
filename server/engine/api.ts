import type { BestEnd } from '../../shared/bestEnd.ts';
import type { CoordsFilter } from '../../shared/coords.ts';
import type { DeletedRun } from '../../shared/deletedRun.ts';
import type { GroupRequest } from '../../shared/groups.ts';
import type { Health } from '../../shared/health.ts';
import type { Folder, IngestAnswer, RunPatch, RunStart, RunStarted } from '../../shared/ingest.ts';
import type { LiveMessage } from '../../shared/live.ts';
import type { MetricDirection } from '../../shared/metricDirection.ts';
import type {
  AnnotationEvent,
  ImageEvent,
  MetricInfo,
  ProjectRow,
  QuarantinedLine,
  RunDetail,
  RunRow,
} from '../../shared/run.ts';
import type { SeriesRequest } from '../../shared/series.ts';
import type { Written } from '../../shared/written.ts';
import type { DoctorQuestions } from './doctorQuestions.ts';
import type { ExportQuestions } from './exportQuestions.ts';
import type { JobQuestions } from './jobQuestions.ts';
import type { MomentQuestions } from './moments.ts';
import type { RawQuestions } from './rawQuestions.ts';
import type { TableQuestions } from './tableQuestions.ts';

/**
 * The engine: everything that knows runs and points. It lives in a worker thread of its own (indexing, SQLite and
 * queries), so that the thread that answers HTTP never waits for it. Routes see only this interface. Questions, answers
 * and their parts are plain data: they are copied from thread to thread.
 */
export interface Engine
  extends RunQuestions,
    FactQuestions,
    MetricQuestions,
    SeriesQuestions,
    IngestQuestions,
    RawQuestions,
    JobQuestions,
    EditQuestions,
    DirectionQuestions,
    TableQuestions,
    ExportQuestions,
    MomentQuestions,
    DoctorQuestions {
  /** Called for each piece of news, in order. */
  onNews(listener: (message: LiveMessage) => void): void;
  close(): Promise<void>;
}

export interface RunQuestions {
  /** The rows as finished JSON: ten thousand of them are not copied from thread to thread. */
  runs(query: RunsQuery): Promise<Answer<{ body: Uint8Array<ArrayBuffer>; total: number }>>;
  projects(): Promise<Answer<ProjectRow[]>>;
  run(ref: string): Promise<Answer<RunDetail>>;
  /** The folder of a run, for the code that serves its log and media. */
  locate(ref: string): Promise<Answer<RunPlace>>;
  health(): Promise<Health>;
}

export interface FactQuestions {
  images(ref: string): Promise<Answer<ImageEvent[]>>;
  annotations(ref: string): Promise<Answer<AnnotationEvent[]>>;
  quarantine(
    ref: string,
    page: { offset: number; limit: number },
  ): Promise<Answer<{ rows: QuarantinedLine[]; total: number }>>;
}

export interface MetricQuestions {
  metricList(ref: string): Promise<Answer<MetricInfo[]>>;
  metricsTable(ref: string, query: TableQuery): Promise<Answer<TableAnswer>>;
  /** The last lines with metrics, or those behind a position that an earlier answer gave. */
  written(ref: string, after: string, count: number): Promise<Answer<Written>>;
}

export interface IngestQuestions {
  startRun(start: RunStart): Promise<Answer<RunStarted>>;
  /** Items are checked one by one: what cannot be used is named in the answer and takes nothing else down. */
  ingestEvents(ref: string, items: unknown[]): Promise<Answer<IngestAnswer>>;
  patchRun(ref: string, patch: RunPatch): Promise<Answer<RunRow>>;
  folders(path: string): Promise<Answer<Folder[]>>;
  makeFolder(path: string): Promise<Answer<Folder & { created: boolean }>>;
}

export interface EditQuestions {
  /** Alias, tags and notes: kept in the root's notes, over what the run's files say. */
  editRun(ref: string, change: RunEdit): Promise<Answer<RunRow>>;
  /** Into the recycle bin. */
  deleteRun(ref: string): Promise<Answer<{ id: string; path: string }>>;
  deletedRuns(): Promise<Answer<DeletedRun[]>>;
  restoreRun(ref: string): Promise<Answer<{ id: string; path: string }>>;
  /** For good, out of the recycle bin. `dryRun` only tells what would go. */
  removeRun(
    ref: string,
    dryRun: boolean,
  ): Promise<Answer<{ id: string; path: string; files: number; bytes: number; removed: boolean }>>;
}

export interface DirectionQuestions {
  /** Says which end of a metric is the best in the runs of a project, or takes back what was said (null). Answers with what was said before. */
  setDirection(direction: MetricDirection): Promise<Answer<{ before: BestEnd }>>;
}

export interface RunEdit {
  alias?: string | null;
  tags?: string[];
  notes?: string | null;
  description?: string | null;
}

export interface SeriesQuestions {
  series(request: SeriesRequest, format: SeriesFormat): Promise<Answer<BytesAnswer>>;
  groupSeries(request: GroupRequest, format: SeriesFormat): Promise<Answer<BytesAnswer>>;
}

export type SeriesFormat = 'arrow' | 'json';

/** A wrong answer is a value: the route turns it into the status and `{"detail": …}`. */
export type Answer<T> = { ok: true; value: T } | { ok: false; failure: Failure };

export interface Failure {
  status: 400 | 404 | 409 | 410 | 413 | 422 | 500 | 503 | 507;
  detail: string;
  /** For 409: the path/id of each run that the reference could mean. */
  candidates?: string[];
}

export interface RunsQuery {
  project: string | null;
  /** Ids, or path/id, of the runs that are wanted; null for all. */
  ids: string[] | null;
  /** A query of shared/query/: words that must be in id, name, path, tags or status, `field:value`, comparisons. */
  filter: string | null;
  /** A column of RunRow, `config.<path>` or `summary.<path>`; "-" before it sorts descending. */
  sort: string | null;
  limit: number | null;
  offset: number;
}

export interface TableQuery {
  by: 'step' | 'time';
  metrics: string[] | null;
  /** Inclusive range of step, or of seconds from zero. */
  from: number | null;
  to: number | null;
  downsample: number | null;
  scale: string | null;
  /** Only series that carry all of these labels. */
  labels: Record<string, string> | null;
  /** Only points with these coordinates. */
  coords: CoordsFilter | null;
}

export interface BytesAnswer {
  body: Uint8Array<ArrayBuffer>;
  /** Bytes of the runs' files that are not in this answer; 0 when it is complete. */
  pendingBytes: number;
}

export interface TableAnswer extends BytesAnswer {
  /** Strong validator over schema, files, cursors, metadata and query; null while bytes are pending. */
  etag: string | null;
  totalCount: number;
  rowCount: number;
  lastStep: number | null;
  hiddenSeries: number;
}

export interface RunPlace {
  id: string;
  /** Absolute path of the run folder, or of the folder that holds a single-file run. Never sent to a client. */
  dir: string;
  /** Single-file runs have no log and no media. */
  singleFile: boolean;
  version: string;
}
