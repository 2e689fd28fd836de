import { appendBody, jobsQuery, snapshotsQuery } from '../routes/jobs.ts';
import { experimentPage, jobMetric, snapshotPage } from './jobAnswers.ts';
import { named } from './names.ts';
import type { RouteDescription } from './routeDescription.ts';

const job = { about: "A run's job_id.", example: 1 };

export const jobDescriptions: RouteDescription[] = [
  {
    method: 'get',
    path: '/v1/jobs/:job{[0-9]+}/metrics',
    tag: 'Jobs and experiments',
    summary: 'Of each metric the value with the highest step',
    details: 'A job that is not there has none.',
    params: { job },
    answers: [
      {
        status: 200,
        what: 'Metrics by name.',
        schema: jobMetric,
        list: true,
        example: [
          { name: 'accuracy', value: 0.93 },
          { name: 'loss', value: 'nan' },
        ],
      },
    ],
    refusals: [404],
    envelope: 'dioptra',
  },
  {
    method: 'post',
    path: '/v1/jobs/:job{[0-9]+}/metrics',
    tag: 'Jobs and experiments',
    summary: 'Log a metric',
    details: 'Step 0 and now where they are missing. The same name and step again replaces the value.',
    params: { job },
    body: { schema: named('JobMetricPosted', appendBody), example: { name: 'accuracy', value: 0.93, step: 10 } },
    answers: [{ status: 200, what: 'What was taken.', schema: jobMetric, example: { name: 'accuracy', value: 0.93 } }],
    refusals: [400, 404, 409, 507],
    envelope: 'dioptra',
  },
  {
    method: 'get',
    path: '/v1/jobs/:job{[0-9]+}/metrics/:name/snapshots',
    tag: 'Jobs and experiments',
    summary: "A metric's history, ascending by step",
    details: 'A job or metric that is not there has an empty page.',
    params: { job, name: { about: 'Name of the metric, URL-encoded.', example: 'train/loss' } },
    query: snapshotsQuery,
    answers: [
      {
        status: 200,
        what: 'A page.',
        schema: snapshotPage,
        example: {
          index: 0,
          isComplete: false,
          totalNumResults: 1500,
          first: '/api/v1/jobs/1/metrics/train%2Floss/snapshots?index=0&pageLength=1',
          next: '/api/v1/jobs/1/metrics/train%2Floss/snapshots?index=1&pageLength=1',
          data: [{ name: 'train/loss', value: 2.31, step: 1, timestamp: '2026-11-20T18:42:22.300+00:00' }],
        },
      },
    ],
    refusals: [400, 404],
    envelope: 'dioptra',
  },
  {
    method: 'get',
    path: '/v1/experiments/:experiment{[0-9]+}/metrics',
    tag: 'Jobs and experiments',
    summary: 'Latest metrics of each job of an experiment',
    params: { experiment: { about: "A run's experiment_id.", example: 1 } },
    query: jobsQuery,
    answers: [
      {
        status: 200,
        what: 'A page of jobs; one without metrics has an empty list.',
        schema: experimentPage,
        example: {
          index: 0,
          isComplete: true,
          totalNumResults: 1,
          first: '/api/v1/experiments/1/metrics?index=0&pageLength=10',
          data: [{ id: 1, metrics: [{ name: 'accuracy', value: 0.93 }] }],
        },
      },
    ],
    refusals: [400, 404, 422],
    envelope: 'dioptra',
  },
];
