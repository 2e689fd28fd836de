import { exportQuery, oneExportQuery } from '../routes/export.ts';
import { groupBody, loggedBody, seriesBody, seriesQuery } from '../routes/seriesRequest.ts';
import { namesQuery, valuesQuery } from '../routes/values.ts';
import { groupAnswer, loggedMetric, metricName, runValues, seriesAnswer } from './metricAnswers.ts';
import { named } from './names.ts';
import { type AnswerDescription, EXAMPLE_RUN, type RouteDescription } from './routeDescription.ts';

const ARROW = 'application/vnd.apache.arrow.stream';

const seriesAnswers: AnswerDescription[] = [
  {
    status: 200,
    what: 'Lines with their points as columns. With `Accept` of Arrow the same as an IPC stream, the head as schema metadata "stepwell".',
    schema: seriesAnswer,
    types: [ARROW],
    example: {
      series: [],
      unchanged: [],
      missing: ['no-such-run'],
      pending_bytes: 0,
      columns: { series: [], part: [], x: [], y: [], flag: [] },
    },
    headers: { 'X-Pending-Bytes': 'Bytes of the files that are not in this answer.' },
  },
];

const exportAnswers: AnswerDescription[] = [
  {
    status: 200,
    what: 'One point a line: run, metric, scale, labels, step, time, value. Streamed.',
    types: ['text/csv', 'application/x-ndjson'],
    example: `run,metric,scale,labels,step,time,value\n${EXAMPLE_RUN},train/loss,ML_STEP,,1,1795200142.3,2.31\n`,
    headers: { 'Content-Disposition': 'A name for the file.' },
  },
];

export const seriesDescriptions: RouteDescription[] = [
  {
    method: 'get',
    path: '/series',
    tag: 'Metrics',
    summary: 'Lines of many runs and metrics for a plot of a given width',
    query: seriesQuery,
    headers: { Accept: `${ARROW} for Arrow, else JSON.` },
    answers: seriesAnswers,
    refusals: [422],
  },
  {
    method: 'post',
    path: '/series',
    tag: 'Metrics',
    summary: 'The same, for lists too long for an address',
    headers: { Accept: `${ARROW} for Arrow, else JSON.` },
    body: {
      schema: named('SeriesRequest', seriesBody),
      example: { runs: [EXAMPLE_RUN], metrics: ['train/loss'], width: 400, smoothing: { kind: 'ema', weight: 0.9 } },
    },
    answers: seriesAnswers,
    refusals: [400, 422],
  },
  {
    method: 'post',
    path: '/group_series',
    tag: 'Metrics',
    summary: 'Lines of groups of runs, with a band',
    details: 'Means (or medians) over the runs of a group in buckets of x, never beyond what they logged.',
    headers: { Accept: `${ARROW} for Arrow, else JSON.` },
    body: {
      schema: named('GroupRequest', groupBody),
      example: {
        groups: [{ key: 'some', runs: [EXAMPLE_RUN, '20261121_085320_fb4a22'] }],
        metrics: ['train/loss'],
        width: 400,
      },
    },
    answers: [
      {
        status: 200,
        what: 'Lines as of /series, a group in the place of a run.',
        schema: groupAnswer,
        types: [ARROW],
        headers: { 'X-Pending-Bytes': 'Bytes of the files that are not in this answer.' },
      },
    ],
    refusals: [400, 422],
  },
  {
    method: 'get',
    path: '/metrics',
    tag: 'Metrics',
    summary: 'Names of metrics, those that most runs logged first',
    query: namesQuery,
    answers: [
      {
        status: 200,
        what: 'Names with their number of runs.',
        schema: metricName,
        list: true,
        example: [{ name: 'train/loss', runs: 4 }],
      },
    ],
    refusals: [422],
  },
  {
    method: 'post',
    path: '/logged_metrics',
    tag: 'Metrics',
    summary: 'What some runs have logged',
    details:
      'A POST since the list of runs may be too long for an address; it changes nothing. A run that is not there is left out.',
    body: { schema: named('LoggedMetricsRequest', loggedBody), example: { runs: [EXAMPLE_RUN] } },
    answers: [
      {
        status: 200,
        what: 'Metrics with their scale and the number of those runs that logged it.',
        schema: loggedMetric,
        list: true,
        example: [{ name: 'train/loss', scale: 'ML_STEP', group: 'train', runs: 1 }],
      },
    ],
    refusals: [400, 422],
  },
  {
    method: 'get',
    path: '/values',
    tag: 'Metrics',
    summary: 'Statistics of any metric of many runs, as columns of a table',
    query: valuesQuery,
    answers: [
      {
        status: 200,
        what: 'A row per run.',
        schema: runValues,
        example: {
          columns: ['last:train/loss'],
          rows: [{ id: EXAMPLE_RUN, path: 'digits/mlp', version: '1.3f2a', values: [0.02] }],
        },
      },
    ],
    refusals: [422],
  },
  {
    method: 'get',
    path: '/runs/:id/export',
    tag: 'Export',
    summary: 'Every point of a run',
    query: oneExportQuery,
    answers: exportAnswers,
    refusals: [404, 409, 422],
  },
  {
    method: 'get',
    path: '/export',
    tag: 'Export',
    summary: 'Every point of several runs',
    query: exportQuery,
    answers: exportAnswers,
    refusals: [404, 409, 422],
  },
];
