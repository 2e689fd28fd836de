import * as z from 'zod';
import type { JobMetric, JobSnapshot } from '../engine/jobQuestions.ts';
import { named } from './names.ts';

/** What Dioptra's routes answer. */

const value = z.union([z.number(), z.enum(['nan', 'inf', '-inf'])]);

export const jobMetric = named('JobMetric', z.object({ name: z.string(), value }) satisfies z.ZodType<JobMetric>);

const snapshot = named(
  'JobSnapshot',
  jobMetric.extend({
    step: z.number().nullable(),
    timestamp: z.string().nullable().describe('ISO 8601, UTC.'),
  }) satisfies z.ZodType<JobSnapshot>,
);

const envelope = z.object({
  index: z.number().int().describe('Row offset of this page.'),
  isComplete: z.boolean().describe('Whether this is the last page.'),
  totalNumResults: z.number().int(),
  first: z.string().describe('Relative address of the first page; keeps every parameter.'),
  next: z.string().optional(),
  prev: z.string().optional(),
});

export const snapshotPage = named('JobSnapshotPage', envelope.extend({ data: z.array(snapshot) }));

export const experimentPage = named(
  'ExperimentMetricsPage',
  envelope.extend({ data: z.array(z.object({ id: z.number().int(), metrics: z.array(jobMetric) })) }),
);

export const jobProblem = named(
  'JobProblem',
  z.object({
    error: z.string(),
    message: z.string(),
    detail: z.record(z.string(), z.unknown()),
    originating_path: z.string(),
  }),
);
