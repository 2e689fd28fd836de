import { fastQuery } from '../routes/fast.ts';
import { tableQuery } from '../routes/queries.ts';
import { fastAnswer, progressAnswer, stepTable, timeTable } from './metricAnswers.ts';
import type { AnswerDescription, RouteDescription } from './routeDescription.ts';

const tableHeaders = {
  'X-Total-Count': 'Rows before thinning.',
  'X-Row-Count': 'Rows of this answer.',
  'X-Last-Step': 'The highest step; missing where there is none.',
  'X-Hidden-Series': 'Series with labels or another scale, which are left out.',
  'X-Pending-Bytes': 'Bytes of the files that are not in this answer; missing where it is complete.',
  ETag: 'For If-None-Match; missing while bytes are pending.',
};
const unchanged: AnswerDescription = { status: 304, what: 'If-None-Match names the table as it is.' };
const ifNoneMatch = { 'If-None-Match': 'ETag of an answer that the caller holds.' };
const zero = { total: 3, sampled: 3, start_time: 1795200142.3 };

export const metricDescriptions: RouteDescription[] = [
  {
    method: 'get',
    path: '/runs/:id/metrics_step',
    tag: 'Metrics',
    summary: 'One row per step',
    details: 'Of several writes at one step the last counts. Rows hold what was logged at their step and nothing else.',
    query: tableQuery,
    headers: ifNoneMatch,
    answers: [
      {
        status: 200,
        what: 'The table.',
        schema: stepTable,
        example: {
          columns: ['global_step', 'train/loss', 'time', 'stage'],
          rows: [
            { global_step: 1, 'train/loss': 2.31, time: 0, stage: 'warmup' },
            { global_step: 2, time: 0.01, stage: 'warmup' },
            { global_step: 3, 'train/loss': 2.19, time: 0.02, stage: 'warmup' },
          ],
          ...zero,
          non_finite: [[2, 'train/loss', 'NaN']],
        },
        headers: tableHeaders,
      },
      unchanged,
    ],
    refusals: [404, 409, 422, 429, 500],
  },
  {
    method: 'get',
    path: '/runs/:id/metrics',
    tag: 'Metrics',
    summary: 'One row per distinct time',
    details: 'Every column stands in every row, null where nothing was logged.',
    query: tableQuery,
    headers: ifNoneMatch,
    answers: [
      {
        status: 200,
        what: 'The table.',
        schema: timeTable,
        example: {
          columns: ['time', 'train/loss', 'val/loss'],
          rows: [
            { time: 0, 'train/loss': 2.31, 'val/loss': null },
            { time: 0.01, 'train/loss': 2.25, 'val/loss': null },
            { time: 0.02, 'train/loss': null, 'val/loss': 2.2 },
          ],
          ...zero,
          non_finite: [],
        },
        headers: tableHeaders,
      },
      unchanged,
    ],
    refusals: [404, 409, 422, 429, 500],
  },
  {
    method: 'get',
    path: '/v2/experiments/:id/metrics/fast',
    tag: 'Metrics',
    summary: "Runicorn's second version of metrics by step",
    query: fastQuery,
    answers: [
      {
        status: 200,
        what: 'Rows as of metrics_step.',
        schema: fastAnswer,
        example: {
          columns: ['global_step', 'train/loss', 'time', 'stage'],
          rows: [{ global_step: 100, 'train/loss': 0.4, time: 0.9, stage: 'train' }],
          query_time_ms: 1.2,
          total_points: 1,
          applied_filters: { metrics: ['train/loss'], step_range: '100:100', downsampled: false },
        },
      },
    ],
    refusals: [400, 404, 409, 422, 429, 500],
  },
  {
    method: 'get',
    path: '/runs/:id/progress',
    tag: 'Metrics',
    summary: 'Status and last step',
    details: 'Deprecated by the document it comes from: use GET /api/runs/{id}.',
    deprecated: true,
    answers: [
      {
        status: 200,
        what: 'Where the run stands.',
        schema: progressAnswer,
        example: { available: true, status: 'finished', current_step: 1500 },
        headers: { Deprecation: 'true', Link: 'What to use instead.' },
      },
    ],
    refusals: [404, 409, 429],
  },
];
