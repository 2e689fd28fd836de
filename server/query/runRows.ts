import { hostname } from 'node:os';
import { readAggregationRules } from '../../shared/aggregationRules.ts';
import type { Json, JsonObject, NumberText, RunDetail, RunRow, RunStatus } from '../../shared/run.ts';
import { isProcessAlive } from '../files/processAlive.ts';
import type { RunNumbers } from '../ingest/runNumbers.ts';
import { pendingOf, type RunState } from '../ingest/runState.ts';
import type { Figures } from '../ingest/runTotals.ts';
import { bestOfRun, type DeclaredBest } from './bestOfRun.ts';
import { figuresOf } from './runFigures.ts';
import { runPlace, runRef } from './runPlace.ts';

const HEARTBEAT_LIMIT = 150;
const STATUSES = new Set(['running', 'finished', 'failed', 'interrupted']);

/** What the run's files say, a single-file run's `run` and `status` lines included. */
export function saidBy(run: RunState): { meta: JsonObject; status: JsonObject; summary: JsonObject } {
  let { meta, status } = run.facts;
  for (const file of run.files.values()) {
    // Of a single file the facts are its first line, which later ones may add to.
    meta = run.single === '' ? { ...file.cursor.run, ...meta } : { ...meta, ...file.cursor.run };
    status = { ...file.cursor.status, ...status };
  }
  return { meta: { ...meta, ...run.edit }, status, summary: run.facts.summary };
}

/** One row of the run list. `now` is Unix seconds. */
export function runRow(run: RunState, numbers: RunNumbers, now: number): RunRow {
  const { meta, status, summary } = saidBy(run);
  const place = runPlace(run, meta);
  const number = numbers.of(run);
  const started = toNumber(status.started_at) ?? toNumber(meta.started_at);
  const created = toNumber(meta.created_at) ?? started ?? run.totals.firstTime ?? 0;
  const ended = toNumber(status.ended_at);
  const figures = figuresOf(run);
  const config = isObject(meta.config) ? meta.config : isObject(summary.config) ? summary.config : {};
  return {
    id: place.id,
    ref: runRef(run, place),
    ...number,
    project: place.project,
    experiment: place.experiment,
    path: place.path,
    alias: toText(meta.alias),
    key: toText(meta.key) ?? toText(meta.run_name),
    tags: Array.isArray(meta.tags) ? meta.tags.filter((tag): tag is string => typeof tag === 'string') : [],
    notes: toText(meta.notes),
    status: statusOf(run, meta, status, now),
    created_time: created,
    started_at: started,
    ended_at: ended,
    last_active: Math.max(created, ended ?? 0, run.totals.lastTime ?? 0, toNumber(status.heartbeat_at) ?? 0),
    ...bestOfRun(run, place.project, declaredBest(summary, figures), figures),
    primary_metric: run.totals.primaryMetric,
    primary_value: figures?.primaryValue ?? null,
    assets_count: run.facts.assets,
    points: run.totals.points,
    metrics: run.totals.metrics,
    last_step: run.totals.lastStep,
    annotations: [...run.files.values()].reduce((sum, file) => sum + file.cursor.annotations, 0),
    first_nan: figures?.firstNan ?? null,
    pending_bytes: pendingOf(run),
    quarantined_lines: [...run.files.values()].reduce((sum, file) => sum + file.cursor.quarantinedLines, 0),
    version: run.version,
    config,
    summary: Object.fromEntries(Object.entries(summary).filter(([name]) => name !== 'config')),
  };
}

/** The declared best metric, with the best value that is known of it. */
function declaredBest(summary: JsonObject, figures: Figures | null): DeclaredBest {
  const mode = summary.best_metric_mode;
  return {
    best_metric_name: toText(summary.best_metric_name),
    best_metric_value: figures?.best?.value ?? toNumberText(summary.best_metric_value),
    best_metric_step: figures?.best ? figures.best.step : toNumber(summary.best_metric_step),
    best_metric_mode: mode === 'min' || mode === 'max' ? mode : null,
  };
}

/** As written, or `crashed` where the process is known to be gone; never written anywhere, and undone when it writes again. */
export function statusOf(run: RunState, meta: JsonObject, status: JsonObject, now: number): RunStatus {
  const said = toText(status.status)?.toLowerCase();
  if (said === undefined)
    return run.single !== '' && run.totals.lastTime !== null && now - run.totals.lastTime < HEARTBEAT_LIMIT
      ? 'running'
      : 'finished';
  if (said !== 'running') return STATUSES.has(said) ? (said as RunStatus) : 'finished';
  const sign = Math.max(toNumber(status.heartbeat_at) ?? 0, run.totals.lastTime ?? 0);
  if (toNumber(status.heartbeat_at) !== null) return now - sign > HEARTBEAT_LIMIT ? 'crashed' : 'running';
  const host = toText(meta.hostname) ?? toText(meta.host);
  const pid = toNumber(meta.pid);
  if (host !== hostname() || pid === null) return 'running';
  return isProcessAlive(pid, toNumber(status.started_at)) === false ? 'crashed' : 'running';
}

/** The run page's answer. */
export function runDetail(run: RunState, numbers: RunNumbers, now: number): RunDetail {
  const row = runRow(run, numbers, now);
  const { meta, status } = saidBy(run);
  const files = [...run.files.values()];
  const begin = row.started_at ?? run.totals.firstTime ?? row.created_time;
  const end = row.ended_at ?? row.last_active;
  const sum = (count: (file: (typeof files)[number]) => number): number =>
    files.reduce((total, file) => total + count(file), 0);
  return {
    ...row,
    duration: begin > 0 && end >= begin ? end - begin : null,
    description: toText(meta.description),
    exit_reason: toText(status.exit_reason),
    host: toText(meta.hostname) ?? toText(meta.host),
    pid: toNumber(meta.pid),
    python: toText(meta.python),
    git_commit: toText(meta.git_commit) ?? (isObject(meta.git) ? toText(meta.git.commit) : null),
    argv: Array.isArray(meta.argv) ? meta.argv.map(String) : null,
    files: files.map(({ name, cursor }) => ({
      name,
      size: Math.max(cursor.size, cursor.offset),
      indexed_bytes: cursor.offset - cursor.quarantinedBytes,
      quarantined_bytes: cursor.quarantinedBytes,
      pending_bytes: Math.max(0, cursor.size - cursor.offset),
      lines: cursor.lines,
      quarantined_lines: cursor.quarantinedLines,
    })),
    counters: {
      non_metric_values: sum((file) => file.cursor.nonMetricValues),
      inexact_integers: sum((file) => file.cursor.inexactIntegers),
      stepless_points: run.totals.stepless,
      unknown_events: sum((file) => file.cursor.unknownEvents),
      repeated_event_ids: sum((file) => file.cursor.repeatedEventIds),
    },
    meta,
    problems: [
      ...run.facts.problems,
      ...readAggregationRules(meta.aggregation_rules).problems.map((problem) => `meta.json: ${problem}`),
      ...files.filter((file) => file.problem !== null).map((file) => `${file.name}: ${file.problem}`),
    ],
  };
}

export function toText(value: Json | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

export function toNumber(value: Json | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function toNumberText(value: Json | undefined): NumberText | null {
  if (typeof value === 'number') return value;
  return value === 'NaN' || value === 'Infinity' || value === '-Infinity' ? value : null;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
