/**
 * The contract between clients and the ingest routes (issue of the client libraries). A client that writes into a folder
 * appends the very same events to `events.jsonl` itself; over HTTP the server does it, line for line.
 */

/** `POST /api/ingest/runs`: creates a run, or resumes the one with this key in the same folder. */
export interface RunStart {
  /** What a resume looks for, within workspace/project/experiment (or `folder_id`). Syvain's experiment name, Metrana's run_name. */
  key: string;
  workspace?: string | null;
  project?: string | null;
  experiment?: string | null;
  /** Instead of workspace/project/experiment: a folder by its id, or by its path below the root. Never both. */
  folder_id?: string | null;
  folder_path?: string | null;
  /** "Allow" (default) creates or resumes, "Never" answers 409 where the key exists, "Must" 404 where it does not. */
  resume?: 'Allow' | 'Never' | 'Must';
  /** Unique to the writing process, 8 … 64 of [0-9a-z-]. The same session asked again gets the same answer (a lost reply). */
  session: string;
  /** Further fields of meta.json: alias, tags, config, description, host, pid, python, git, argv, aggregation_rules … */
  meta?: Record<string, unknown>;
  /** Uncommitted changes of the code as a patch, at most 8 Mi characters: kept as git.diff where the run is new or has none. */
  git_diff?: string;
}

/** 201 for a new run, 200 for a resumed one or a repeated request. */
export interface RunStarted {
  id: string;
  /** Path below the root. */
  path: string;
  number: number;
  display_id: string;
  resumed: boolean;
  /** Last step of each series that has one, so that automatic steps go on behind it. */
  last_steps: { name: string; scale: string; labels: Record<string, string>; step: number }[];
  /** Address of the run's page, relative to the server. */
  url: string;
}

/**
 * `POST /api/ingest/runs/{id}/events`, as NDJSON (`application/x-ndjson`, an item a line) or JSON `{"events": […]}`. 200 is
 * sent only when every accepted line is on disk. An item that cannot be used takes nothing else down.
 */
export interface IngestEvent {
  /** Unix seconds. Taken from the server's clock where it is missing. */
  ts?: number;
  /**
   * `metrics`, `metric` and `annotation` become lines of the run's event file as they are. `image` carries its bytes in
   * `data.content` (base64) instead of `data.path`; `log` appends `data.text` as it is to logs.txt.
   */
  type: 'metrics' | 'metric' | 'annotation' | 'image' | 'log';
  /** `<session>:<counter>`, counting from 1 in a session without gaps; or any text (at most 200 characters). Seen before in the run: the same event, taken once. */
  event_id?: string;
  data: Record<string, unknown>;
}

export interface IngestAnswer {
  accepted: number;
  /** Items whose event_id was in already. */
  duplicates: number;
  rejected: { index: number; field: string; detail: string }[];
}

/** `PATCH /api/ingest/runs/{id}`: any of these. `summary`, `config` and `meta` are merged key by key. */
export interface RunPatch {
  status?: 'running' | 'finished' | 'failed' | 'interrupted';
  exit_reason?: string | null;
  /** Now, when true: the process lives. */
  heartbeat?: boolean;
  summary?: Record<string, unknown>;
  config?: Record<string, unknown>;
  primary_metric?: { name: string; mode: 'max' | 'min' };
  meta?: Record<string, unknown>;
}

/** `GET /api/ingest/folders?path=` lists what bears the path (200, maybe empty, maybe several over several roots); `POST /api/ingest/folders {path}` creates (201) or finds (200). */
export interface Folder {
  id: string;
  path: string;
}

/** Most of one batch. More is answered with 413. */
export const MOST_BATCH_ITEMS = 10_000;
export const MOST_BATCH_BYTES = 16 * 1024 * 1024;
