import * as z from 'zod';
import type { Diagnosis, Finding } from '../../shared/doctor.ts';
import type { Health } from '../../shared/health.ts';
import type { Folder, IngestAnswer, RunStarted } from '../../shared/ingest.ts';
import type { IndexingProgress, LiveMessage } from '../../shared/live.ts';
import type { Problem } from '../../shared/problem.ts';
import { named } from './names.ts';
import { labelsObject } from './runAnswers.ts';

/** What the server says of itself, what a writer is told, and the body of a refusal. */

const count = z.number().min(0);

const progress = named(
  'IndexingProgress',
  z.object({
    indexing: z.boolean(),
    runs: count,
    runs_behind: count,
    bytes_done: count,
    bytes_total: count,
    points: count,
    points_per_second: count,
  }) satisfies z.ZodType<IndexingProgress>,
);

export const health = named(
  'Health',
  z.object({
    status: z.literal('ok'),
    version: z.string(),
    as_of: z.number().describe('Unix seconds: when this was true.'),
    roots: z.array(z.object({ name: z.string(), read_only: z.boolean(), reachable: z.boolean(), runs: count })),
    indexing: progress,
    pending_bytes: count,
    quarantined_lines: count,
    unreadable: z.record(z.string(), count).describe('Formats that were recognised and cannot be read yet.'),
    notices: z.array(z.string()),
  }) satisfies z.ZodType<Health>,
);

const finding = named(
  'Finding',
  z.object({
    kind: z.enum([
      'quarantined_line',
      'pending_bytes',
      'no_reader',
      'unreadable_file',
      'unreadable_folder',
      'unreachable_root',
      'repeated_id',
      'unknown_events',
      'values_without_number',
      'notice',
    ]),
    severity: z.enum(['problem', 'note']),
    run: z.string().nullable().describe('path/id'),
    file: z.string().nullable().describe("Below the run's folder, else below the root."),
    line: z.number().nullable(),
    offset: z.number().nullable(),
    bytes: z.number().nullable(),
    what: z.string(),
    advice: z.string(),
    preview: z.string().nullable(),
  }) satisfies z.ZodType<Finding>,
);

export const diagnosis = named(
  'Diagnosis',
  z.object({
    findings: z.array(finding).describe('Those that need doing something come first.'),
    total: count.describe('How many there are, whatever the limit.'),
    problems: count,
    checked: z.object({ roots: count, runs: count, files: count, lines: count, bytes: count }),
  }) satisfies z.ZodType<Diagnosis>,
);

export const liveMessage = named(
  'LiveMessage',
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('hello'), server_version: z.string(), instance: z.string() }),
    z.object({
      type: z.literal('run'),
      id: z.string(),
      version: z.string(),
      status: z.string(),
      points: count,
      last_step: z.number().nullable(),
    }),
    z.object({ type: z.literal('log'), id: z.string(), size: count }),
    z.object({ type: z.literal('runs') }),
    z.object({ type: z.literal('indexing'), progress }),
  ]) satisfies z.ZodType<LiveMessage>,
);

export const runStarted = named(
  'RunStarted',
  z.object({
    id: z.string(),
    path: z.string(),
    number: z.number().int(),
    display_id: z.string(),
    resumed: z.boolean(),
    last_steps: z.array(z.object({ name: z.string(), scale: z.string(), labels: labelsObject, step: z.number() })),
    url: z.string().describe("Address of the run's page, relative to the server."),
  }) satisfies z.ZodType<RunStarted>,
);

export const ingestAnswer = named(
  'EventsTaken',
  z.object({
    accepted: count,
    duplicates: count,
    rejected: z.array(z.object({ index: count, field: z.string(), detail: z.string() })),
  }) satisfies z.ZodType<IngestAnswer>,
);

export const folder = named('Folder', z.object({ id: z.string(), path: z.string() }) satisfies z.ZodType<Folder>);

export const problem = named(
  'Problem',
  z.object({
    detail: z.string().describe('One sentence that names the id or the field.'),
    candidates: z.array(z.string()).exactOptional().describe('With 409: path/id of each run that the id could mean.'),
  }) satisfies z.ZodType<Problem>,
);

const eventType = z.enum(['metrics', 'metric', 'annotation', 'image', 'log']);
export const eventsBody = named(
  'Events',
  z.object({
    events: z
      .array(
        z.object({
          ts: z.number().exactOptional().describe("Unix seconds; else the server's clock."),
          type: eventType,
          event_id: z.string().max(200).exactOptional().describe('An id that the run has seen is the same event.'),
          data: z.record(z.string(), z.unknown()),
        }),
      )
      .max(10_000),
  }),
);
