import { folderBody, folderQuery, runPatchBody, runStartBody } from '../routes/ingestBodies.ts';
import { named } from './names.ts';
import type { RouteDescription } from './routeDescription.ts';
import { runRow } from './runAnswers.ts';
import { eventsBody, folder, ingestAnswer, runStarted } from './systemAnswers.ts';

const started = {
  id: '20261121_062511_01a581',
  path: 'digits',
  number: 7,
  display_id: 'DIG-7',
  resumed: false,
  last_steps: [],
  url: 'r/20261121_062511_01a581',
};

export const writingDescriptions: RouteDescription[] = [
  {
    method: 'post',
    path: '/ingest/runs',
    tag: 'Writing',
    summary: 'Create a run, or resume the one with this key',
    details: 'The same session asked again gets the same answer.',
    rule: '`folder_id` or `folder_path`, never both; a path names at least one folder.',
    body: {
      schema: named('RunStart', runStartBody),
      example: { key: 'cnn', project: 'digits', session: 'from-curl-1' },
    },
    answers: [
      { status: 201, what: 'A new run.', schema: runStarted, example: started },
      {
        status: 200,
        what: 'A resumed one, or a repeated request.',
        schema: runStarted,
        example: { ...started, resumed: true },
      },
    ],
    refusals: [400, 404, 409, 413, 422, 507],
  },
  {
    method: 'post',
    path: '/ingest/runs/:id/events',
    tag: 'Writing',
    summary: 'Add events to a run',
    details:
      'Answered once every accepted line is on disk. An item that cannot be used is named and takes nothing else down.',
    headers: { 'Idempotency-Key': 'Gives events without an id one by their place.' },
    body: {
      schema: eventsBody,
      example: { events: [{ type: 'metrics', event_id: 'from-curl-1:1', data: { global_step: 1, loss: 0.5 } }] },
      also: {
        'application/x-ndjson':
          '{"type": "metrics", "event_id": "from-curl-1:1", "data": {"global_step": 1, "loss": 0.5}}\n',
      },
    },
    answers: [
      {
        status: 200,
        what: 'What became of them.',
        schema: ingestAnswer,
        example: { accepted: 1, duplicates: 0, rejected: [] },
      },
    ],
    refusals: [404, 409, 413, 422, 507],
  },
  {
    method: 'patch',
    path: '/ingest/runs/:id',
    tag: 'Writing',
    summary: 'Status, heartbeat, summary, config and further facts of a run',
    body: {
      schema: named('RunPatch', runPatchBody),
      example: { status: 'finished', summary: { 'val/acc': 0.98 } },
    },
    answers: [{ status: 200, what: "The run's row.", schema: runRow }],
    refusals: [400, 404, 409, 413, 422, 507],
  },
  {
    method: 'get',
    path: '/ingest/folders',
    tag: 'Writing',
    summary: 'Folders that bear a path',
    query: folderQuery,
    answers: [
      {
        status: 200,
        what: 'One per root that has it.',
        schema: folder,
        list: true,
        example: [{ id: '1a0f3cf6-53b1-5c5f-8f0e-1d5c6f3f9d10', path: 'digits' }],
      },
    ],
    refusals: [422],
  },
  {
    method: 'post',
    path: '/ingest/folders',
    tag: 'Writing',
    summary: 'Make a folder',
    body: { schema: named('FolderWanted', folderBody), example: { path: 'digits/ablation' } },
    answers: [
      { status: 201, what: 'A new folder.', schema: folder, example: { id: '5f0e6a5e', path: 'digits/ablation' } },
      { status: 200, what: 'It was there.', schema: folder, example: { id: '5f0e6a5e', path: 'digits/ablation' } },
    ],
    refusals: [400, 409, 422, 507],
  },
];
