import { writtenQuery } from '../routes/queries.ts';
import { rawQuery, writesQuery } from '../routes/raw.ts';
import { rawAnswer } from './metricAnswers.ts';
import type { RouteDescription } from './routeDescription.ts';
import { writes, written } from './runAnswers.ts';

export const rawDescriptions: RouteDescription[] = [
  {
    method: 'get',
    path: '/runs/metrics/raw',
    tag: 'Raw writes',
    summary: 'Every write of one metric',
    details:
      'By step, time and order of writing; what has no step comes last and lies outside of any bound. An unknown metric has no rows.',
    rule: '`stepMin` must not be greater than `stepMax`.',
    query: rawQuery,
    answers: [
      {
        status: 200,
        what: 'Rows, and whether there are more.',
        schema: rawAnswer,
        example: {
          rows: [
            {
              logGroup: 'train',
              step: 100,
              time: 1795200143010,
              value: 0.41,
              nonFiniteFlags: 0,
              seq: 99,
              stage: null,
              labels: {},
            },
            {
              logGroup: 'train',
              step: 101,
              time: 1795200143020,
              value: 0,
              nonFiniteFlags: 1,
              seq: 100,
              stage: null,
              labels: {},
            },
          ],
          truncated: false,
        },
      },
    ],
    refusals: [400, 404, 409, 422],
  },
  {
    method: 'get',
    path: '/runs/:id/written',
    tag: 'Raw writes',
    summary: 'What was logged, line by line, in the order of writing',
    query: writtenQuery,
    answers: [
      {
        status: 200,
        what: 'Rows, and where to go on.',
        schema: written,
        example: {
          rows: [
            {
              step: 1,
              time: 1795200142.3,
              stage: 'warmup',
              values: [{ name: 'train/loss', scale: 'ML_STEP', labels: {}, value: 2.31 }],
            },
          ],
          position: '1:0:0',
          more: false,
        },
      },
    ],
    refusals: [404, 409, 422],
  },
  {
    method: 'get',
    path: '/runs/:id/writes',
    tag: 'Raw writes',
    summary: 'Every write of one series, with its file and which one of a step stands',
    query: writesQuery,
    answers: [
      {
        status: 200,
        what: 'Writes in their order.',
        schema: writes,
        example: {
          rows: [
            {
              seq: 99,
              step: 100,
              time: 1795200143.01,
              time_ns: null,
              ts: 1795200143.01,
              value: 0.41,
              file: 'events.jsonl',
              stage: 'train',
              event_id: null,
              coords: null,
              current: true,
            },
          ],
          total: 1,
        },
      },
    ],
    refusals: [404, 409, 422],
  },
];
