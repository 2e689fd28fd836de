import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { matchesQuery, type QueryFields, unknownField } from '../../shared/query/matchQuery.ts';
import { parseQuery } from '../../shared/query/parseQuery.ts';
import type { Answer, Engine } from '../engine/api.ts';
import type { JobRow } from '../engine/jobQuestions.ts';
import { pageOf } from './jobPage.ts';
import { answerJobProblem, JobProblem } from './jobProblem.ts';
import { about, choice, meanings, queryText, text, whole } from './parameters.ts';

const MOST_PAGE = 1_000;
const MOST_ROWS = 1_000_000_000_000;
const NAME = /^([A-Za-z]|[A-Za-z_][A-Za-z0-9_]+)$/;
const SORT_KEYS = ['id', 'description', 'createdOn', 'lastModifiedOn', 'status', 'experiment', 'entrypoint', 'queue'];

const sortKey = text(256).optional();
meanings.add(sortKey, { type: 'string', enum: SORT_KEYS });

export const snapshotsQuery = z.object({
  index: about(whole(0, MOST_ROWS).default(0), 'Rows to leave out at the start.', 0),
  pageLength: about(whole(1, MOST_PAGE).default(10), 'Most rows of the page.', 3),
});

export const jobsQuery = snapshotsQuery.extend({
  search: about(
    queryText(4096).default(''),
    "Dioptra's search grammar over description, status, timeout and tag.",
    'status:finished',
  ),
  sortBy: about(sortKey, 'What the jobs are sorted by.', 'createdOn'),
  descending: about(choice(['true', 'false']).default('false'), 'The last first.', 'true'),
});

const value = z.union([
  z.number(),
  z
    .string()
    .refine((text) => toNumber(text) !== null, { error: 'a number, "nan", "inf" or "-inf"' })
    .meta({ pattern: '^(nan|inf|-inf|-?[0-9]{1,15}(\\.[0-9]{1,9})?)$' })
    .transform((text) => toNumber(text) as number),
]);

export const appendBody = z.strictObject({
  name: z.string().regex(NAME, {
    error: (issue) =>
      `'${String(issue.input).slice(0, 100)}' is not a compatible name for a metric. A metric name must start with a letter or underscore, followed by letters, numbers, or underscores. In addition, '_' is not a valid metric name.`,
  }),
  value,
  step: z.number().int().nullish(),
  timestamp: z.iso.datetime({ offset: true, local: true }).nullish(),
});

/** Dioptra's jobs and experiments: `{n}` are job_id and experiment_id of the runs. */
export function jobRoutes({ engine }: { engine: Engine }) {
  const app = new Hono()
    .get('/v1/jobs/:job{[0-9]+}/metrics', async (c) =>
      c.json(unwrapJob(await engine.jobMetrics(Number(c.req.param('job'))))),
    )
    .post('/v1/jobs/:job{[0-9]+}/metrics', async (c) => {
      const { name, value, step, timestamp } = checked(appendBody, await bodyOf(c));
      const run = unwrapJob(await engine.jobRef(Number(c.req.param('job'))));
      const ts = timestamp == null ? Date.now() / 1000 : Date.parse(withZone(timestamp)) / 1000;
      const written = nonFinite(value) ?? value;
      const data = { name, value: written, step: step ?? 0, time: ts };
      const answer = unwrapJob(await engine.ingestEvents(run, [{ ts, type: 'metric', data }]));
      const [refused] = answer.rejected;
      if (refused !== undefined) throw new JobProblem(400, 'BadRequest', `${refused.field}: ${refused.detail}`, {});
      return c.json({ name, value: short(value) });
    })
    .get('/v1/jobs/:job{[0-9]+}/metrics/:name/snapshots', async (c) => {
      const page = checked(snapshotsQuery, c.req.query());
      const { job, name } = c.req.param();
      const found = unwrapJob(
        await engine.jobSnapshots(Number(job), name, { index: page.index, length: page.pageLength }),
      );
      return c.json(pageOf(c, page.index, page.pageLength, found.total, found.rows));
    })
    .get('/v1/experiments/:experiment{[0-9]+}/metrics', async (c) => {
      const page = checked(jobsQuery, c.req.query());
      const jobs = chosen(unwrapJob(await engine.jobsOf(Number(c.req.param('experiment')))), page);
      const shown = jobs.slice(page.index, page.index + page.pageLength);
      const data: { id: number; metrics: unknown[] }[] = [];
      for (const { id } of shown) data.push({ id, metrics: unwrapJob(await engine.jobMetrics(id)) });
      return c.json(pageOf(c, page.index, page.pageLength, jobs.length, data));
    });
  app.onError(answerJobProblem);
  return app;
}

const jobFields: QueryFields<JobRow> = {
  isField: (name) => ['description', 'status', 'timeout', 'tag'].includes(name),
  values: (job, name) => (name === 'tag' ? job.tags : name === 'status' ? [job.status] : [job.description]),
  texts: (job) => [job.description, job.status, ...job.tags],
};

function chosen(jobs: readonly JobRow[], { search, sortBy, descending }: z.infer<typeof jobsQuery>): JobRow[] {
  const parsed = parseQuery(search, false);
  const wrong = parsed.ok ? unknownField(parsed.terms, jobFields) : parsed.error;
  if (!parsed.ok || wrong !== null)
    throw new JobProblem(422, 'SearchParseError', 'The provided search query could not be parsed.', {
      query: search,
      reason: wrong?.reason ?? '',
    });
  if (sortBy !== undefined && !SORT_KEYS.includes(sortBy))
    throw new JobProblem(
      400,
      'SortParameterValidationError',
      `The sort parameter, ${sortBy}, for job is not sortable.`,
      { sort_parameter: sortBy },
    );
  const key = (sortBy ?? 'id') as keyof JobRow;
  const sign = descending === 'true' ? -1 : 1;
  return jobs
    .filter((job) => matchesQuery(parsed.terms, job, jobFields, true))
    .sort((a, b) => sign * compare(a[key] ?? '', b[key] ?? '') || a.id - b.id);
}

function compare(a: unknown, b: unknown): number {
  return a === b ? 0 : (a as string) < (b as string) ? -1 : 1;
}

/** Engine's refusals in Dioptra's words. */
function unwrapJob<T>(answer: Answer<T>): T {
  if (answer.ok) return answer.value;
  const { status, detail } = answer.failure;
  throw new JobProblem(status, status === 404 ? 'EntityDoesNotExistError' : 'DioptraError', detail, {});
}

function checked<Schema extends z.ZodType>(schema: Schema, input: unknown): z.infer<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = (issue?.path ?? []).join('.');
  const [field, why] = [path === '' ? 'request' : path, issue?.message ?? 'not valid'];
  throw new JobProblem(400, 'BadRequest', `${field}: ${why}`, { [field]: why });
}

async function bodyOf(c: Context): Promise<unknown> {
  try {
    return await c.req.json();
  } catch {
    throw new JobProblem(400, 'BadRequest', 'The body is not valid JSON.', {});
  }
}

function toNumber(text: string): number | null {
  const word = text.trim().toLowerCase();
  if (/^[+-]?nan$/.test(word)) return Number.NaN;
  if (/^\+?inf(inity)?$/.test(word)) return Number.POSITIVE_INFINITY;
  if (/^-inf(inity)?$/.test(word)) return Number.NEGATIVE_INFINITY;
  const value = word === '' ? Number.NaN : Number(word);
  return Number.isNaN(value) ? null : value;
}

/** As a line holds it. */
function nonFinite(value: number): string | null {
  return value - value === 0 ? null : String(value);
}

/** As Dioptra answers. */
function short(value: number): number | string {
  if (value - value === 0) return value;
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
}

/** A time without a zone is UTC, as the server's own are. */
function withZone(timestamp: string): string {
  return /(Z|[+-]\d\d:?\d\d)$/.test(timestamp) ? timestamp : `${timestamp}Z`;
}
