import { placeQuery } from '../routes/logPlaces.ts';
import { logPageQuery, logSearchQuery, logStreamQuery } from '../routes/logQueries.ts';
import { logPage, logPlace, logSearch } from './logAnswers.ts';
import { type RouteDescription, socketAnswers } from './routeDescription.ts';

export const logDescriptions: RouteDescription[] = [
  {
    method: 'get',
    path: '/runs/:id/logs',
    tag: 'Logs and media',
    summary: 'A window of numbered lines',
    query: logPageQuery,
    answers: [
      {
        status: 200,
        what: 'Lines, and what is known of the file.',
        schema: logPage,
        example: {
          exists: true,
          problem: null,
          generation: '1',
          size: 24,
          indexed: 24,
          total: 1,
          lines: [{ number: 1, offset: 0, text: 'epoch 1: loss 0.41', cut: null, tqdm: false, bar_from: null }],
          from: 1,
          to: 2,
          hidden: 0,
          numbered: true,
          pending: null,
        },
      },
    ],
    refusals: [404, 409, 422, 503],
  },
  {
    method: 'get',
    path: '/runs/:id/logs/search',
    tag: 'Logs and media',
    summary: 'Lines that hold a text',
    query: logSearchQuery,
    answers: [
      {
        status: 200,
        what: 'Hits of one stretch of the log, and where to go on.',
        schema: logSearch,
        example: {
          hits: [{ number: 12, text: 'epoch 1: loss 0.41' }],
          in_bars: 0,
          next: null,
          searched: 3400,
          size: 3400,
          generation: '1',
        },
      },
    ],
    refusals: [404, 409, 422, 503],
  },
  {
    method: 'get',
    path: '/runs/:id/logs/at',
    tag: 'Logs and media',
    summary: 'Where a line lies on the axes of the charts, and which line lies at a place',
    query: placeQuery,
    rule: 'Exactly one of `line`, `step`, `relstep`, `wall` and `relative` is given.',
    answers: [
      {
        status: 200,
        what: 'The line and its places.',
        schema: logPlace,
        example: {
          line: 41,
          time: 1795200040,
          step: null,
          source: 'clock',
          x: { step: 250, relstep: 200, wall: 1795200040, relative: 40 },
        },
      },
    ],
    refusals: [404, 409, 422, 503],
  },
  {
    method: 'get',
    path: '/runs/:id/logs/ws',
    tag: 'Logs and media',
    summary: 'The log as plain text, one line a message (WebSocket)',
    details:
      'The last lines first, then live; it stays open when the run has ended. Close codes: 1000 after the backlog with follow=0, 4404 unknown run, 4409 an id that means several runs, 4408 a reader that falls behind, 4410 a run that was deleted.',
    query: logStreamQuery,
    answers: socketAnswers('One text message a line, blank lines too.', {
      'X-Log-Tail': 'How many of the last lines come first.',
    }),
    refusals: [422, 426, 429],
  },
  {
    method: 'get',
    path: '/runs/:id/logs/news',
    tag: 'Logs and media',
    summary: 'The state of the log, whenever it changes (WebSocket)',
    answers: socketAnswers('Each message is JSON: LogState.'),
    refusals: [426],
  },
  {
    method: 'get',
    path: '/runs/:id/media/:path{.+}',
    tag: 'Logs and media',
    summary: 'A file of the run, by its magic bytes',
    details:
      'Images and sound are shown, everything else is offered for download. Nothing outside of the folder is served.',
    params: {
      id: {
        about: "A run's id, or path/id URL-encoded where several runs share an id.",
        example: '20261120_184222_33a054',
      },
      path: {
        about: 'As the event has it, with or without `media/`.',
        example: '1795200144187_41d4cf_confusion_matrix.png',
      },
    },
    headers: { Range: 'One range of bytes.', 'If-None-Match': 'ETag of a copy that the caller holds.' },
    answers: [
      { status: 200, what: 'The file.', types: ['*/*'], headers: { ETag: 'Of the file as it is.' } },
      { status: 206, what: 'The range that was asked for.', types: ['*/*'] },
      { status: 304, what: 'If-None-Match names the file as it is.' },
    ],
    refusals: [404, 409, 416],
  },
];
