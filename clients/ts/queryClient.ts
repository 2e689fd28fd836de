import type { MetricInfo, RunRow } from '../../shared/run.ts';
import { QueryError } from './errors.ts';
import { ExperimentsCollectionClient, JobsCollectionClient } from './queryJobs.ts';
import { QueryReader, type ReaderOptions } from './queryReader.ts';
import {
  FirstOfEach,
  type MetricNamesOptions,
  type MetricRow,
  type MetricsOptions,
  metricRow,
  type Project,
  type RawMetricsOptions,
  type RawRow,
  type RunId,
  type StatisticsRow,
  statisticsRow,
} from './queryTables.ts';

/** Most rows of one answer about raw writes. */
const MOST_RAW_ROWS = 50_000;
/** What the server takes in before it answers; more of a run than this may be behind. */
const SMALL_TAIL = 1024 * 1024;
const POLL_MS = 50;

/** Asks one server about runs. Every method rejects with QueryError. Source of names and parameters: Pluto's query module. */
export class Client {
  readonly #reader: QueryReader;
  readonly jobs: JobsCollectionClient;
  readonly experiments: ExperimentsCollectionClient;

  /** Throws OptionError. */
  constructor(options: ReaderOptions = {}) {
    this.#reader = new QueryReader(options);
    this.jobs = new JobsCollectionClient(this.#reader);
    this.experiments = new ExperimentsCollectionClient(this.#reader);
  }

  /** The server's address. */
  get server(): string {
    return this.#reader.server;
  }

  /**
   * Every write of one metric, also what a resume or a correction has replaced, by step, time and order of writing; what has no step
   * comes last. At most `limit` rows (at most 50,000); that more were written is a warning.
   */
  async getRawMetrics(project: Project, options: RawMetricsOptions): Promise<RawRow[]> {
    const { runId, metricName, stepMin, stepMax, limit = MOST_RAW_ROWS } = options;
    const query = { runId: String(runId), projectName: project, logName: metricName, stepMin, stepMax, limit };
    const { rows, truncated } = await this.#reader.get<{ rows: RawRow[]; truncated: boolean }>(
      '/api/runs/metrics/raw',
      query,
    );
    if (truncated)
      warn(`getRawMetrics: result truncated at ${rows.length} rows. Narrow stepMin/stepMax to retrieve more.`);
    return rows;
  }

  /**
   * The points that stand: of several writes at one step the last. Nothing is sampled; with `limit` at most so many points of each
   * series come, from its beginning on, and that there are more is a warning.
   */
  async getMetrics(
    project: Project,
    { runId, metricNames, limit, stepMin, stepMax }: MetricsOptions,
  ): Promise<MetricRow[]> {
    if (metricNames?.length === 0) return [];
    // One name alone would be split at its commas: a name may hold some.
    const metrics = metricNames === undefined ? undefined : [...metricNames, metricNames[0] ?? ''];
    const run = await this.#find(project, runId);
    await this.#awaitIndex(run);
    const kept = new FirstOfEach(limit ?? Number.POSITIVE_INFINITY);
    const query = { format: 'jsonl', metrics, from: stepMin, to: stepMax };
    for await (const line of this.#reader.lines(`/api/runs/${run}/export`, query))
      kept.add(metricRow(JSON.parse(line)));
    if (kept.cut.size > 0)
      warn(
        `getMetrics: result truncated at ${limit} points of ${[...kept.cut].sort().join(', ')}. Narrow stepMin/stepMax, or raise limit, to retrieve more.`,
      );
    return kept.rows;
  }

  /** Statistics of each series over the finite values of the points that stand, as of now. */
  async getStatistics(
    project: Project,
    { runId, metricNames }: { runId: RunId; metricNames?: readonly string[] | undefined },
  ): Promise<StatisticsRow[]> {
    const wanted = metricNames === undefined ? null : new Set(metricNames);
    const listed = await this.#metricList(await this.#find(project, runId));
    return listed.filter(({ name }) => wanted === null || wanted.has(name)).map(statisticsRow);
  }

  /** Names of the metrics of some runs, or of all of the project, in alphabetical order. More than `limit` are a warning. */
  async getMetricNames(project: Project, options: MetricNamesOptions = {}): Promise<string[]> {
    const { runIds, search, limit = 500 } = options;
    const refs: string[] = [];
    if (runIds === undefined) {
      const rows = await this.#reader.get<RunRow[]>('/api/runs', { project });
      refs.push(...rows.map((row) => encodeURIComponent(refOf(row))));
    } else for (const runId of runIds) refs.push(await this.#find(project, runId));
    const found = new Set<string>();
    for (const ref of refs) for (const { name } of await this.#metricList(ref)) found.add(name);
    const text = search?.toLowerCase() ?? '';
    const names = [...found].filter((name) => name.toLowerCase().includes(text)).sort();
    if (names.length > limit)
      warn(`getMetricNames: ${names.length} names cut at ${limit}. Narrow search or runIds, or raise limit.`);
    return names.slice(0, limit);
  }

  /** The run as other routes name it. */
  async #find(project: Project, runId: RunId): Promise<string> {
    const given = String(runId);
    const refs = new Set<string>();
    for (const field of ['id', 'display_id', ...(/^\d+$/.test(given) ? ['number'] : [])]) {
      const filter = `${field} = ${quoted(given)}`;
      for (const row of await this.#reader.get<RunRow[]>('/api/runs', { project, filter })) refs.add(refOf(row));
    }
    const [first] = refs;
    if (first !== undefined && refs.size === 1) return encodeURIComponent(first);
    if (first === undefined) {
      const detail = `Run not found: ${given}${project === null ? '' : ` in project ${project}`}`;
      throw new QueryError(detail, 404, { detail });
    }
    const detail = `${given} may mean several runs: name the project, or one by its id`;
    const candidates = [...refs].sort();
    throw new QueryError(`${detail} (${candidates.join(', ')})`, 409, { detail, candidates });
  }

  /** Waits until the index holds what the run's files hold; a warning where that takes too long. */
  async #awaitIndex(ref: string): Promise<void> {
    for (const end = performance.now() + this.#reader.timeout; ; ) {
      const { pending_bytes } = await this.#reader.get<RunRow>(`/api/runs/${ref}`);
      if (pending_bytes <= SMALL_TAIL) return;
      if (performance.now() > end) {
        warn(`${pending_bytes} bytes of the run are not indexed yet: what they hold is missing. Ask again later.`);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  async #metricList(ref: string): Promise<MetricInfo[]> {
    await this.#awaitIndex(ref);
    return await this.#reader.get<MetricInfo[]>(`/api/runs/${ref}/metric_list`);
  }
}

/** What names one run: path/id, as several runs may have one id. */
function refOf({ path, id }: RunRow): string {
  return path === '' ? id : `${path}/${id}`;
}

/** A text as the query language wants it. */
function quoted(text: string): string {
  return `"${text.replace(/[\\"*?]/g, '\\$&')}"`;
}

function warn(text: string): void {
  process.emitWarning(text, 'UserWarning');
}
