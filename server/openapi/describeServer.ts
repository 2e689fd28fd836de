import { doctorQuery } from '../routes/doctor.ts';
import { type RouteDescription, socketAnswers } from './routeDescription.ts';
import { diagnosis, health } from './systemAnswers.ts';

export const serverDescriptions: RouteDescription[] = [
  {
    method: 'get',
    path: '/health',
    tag: 'Server',
    summary: 'Version, roots, progress of indexing, notices',
    answers: [
      {
        status: 200,
        what: 'How the server does.',
        schema: health,
        example: {
          status: 'ok',
          version: '0.1.0',
          as_of: 1795200149.02,
          roots: [{ name: 'runs', read_only: false, reachable: true, runs: 4 }],
          indexing: {
            indexing: false,
            runs: 4,
            runs_behind: 0,
            bytes_done: 1204031,
            bytes_total: 1204031,
            points: 21800,
            points_per_second: 0,
          },
          pending_bytes: 0,
          quarantined_lines: 0,
          unreadable: {},
          notices: [],
        },
      },
    ],
    refusals: [],
  },
  {
    method: 'get',
    path: '/doctor',
    tag: 'Server',
    summary: 'What was seen and could not be used, with what to do about it',
    query: doctorQuery,
    answers: [
      {
        status: 200,
        what: 'Findings.',
        schema: diagnosis,
        example: {
          findings: [
            {
              kind: 'quarantined_line',
              severity: 'problem',
              run: 'digits/mlp/20261120_184222_33a054',
              file: 'events.jsonl',
              line: 7,
              offset: 901,
              bytes: 12,
              what: 'Line 7 is not JSON.',
              advice: 'Correct or remove the line.',
              preview: '{"ts":1,"ty',
            },
          ],
          total: 1,
          problems: 1,
          checked: { roots: 1, runs: 4, files: 4, lines: 5200, bytes: 1204031 },
        },
      },
    ],
    refusals: [422],
  },
  {
    method: 'get',
    path: '/live',
    tag: 'Server',
    summary: 'What moved (WebSocket)',
    details:
      'At once, then at most every 40 ms per run. News is pushed, data is pulled: a lost message heals at the next.',
    answers: socketAnswers('Each message is JSON: LiveMessage.'),
    refusals: [426],
  },
  {
    method: 'get',
    path: '/openapi.json',
    tag: 'Server',
    summary: 'This description, as OpenAPI 3.1',
    answers: [{ status: 200, what: 'The document.', types: ['application/json'] }],
    refusals: [],
  },
  {
    method: 'get',
    path: '/docs',
    tag: 'Server',
    summary: 'This description, to read',
    answers: [{ status: 200, what: 'A page that needs no network and no script.', types: ['text/html'] }],
    refusals: [],
  },
];
