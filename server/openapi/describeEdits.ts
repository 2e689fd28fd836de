import { directionBody, editBody, emptyBody, idsBody, removeQuery } from '../routes/edits.ts';
import { viewBody } from '../routes/views.ts';
import {
  binAnswer,
  deletedAnswer,
  directionAnswer,
  editAnswer,
  emptyAnswer,
  removedAnswer,
  restoreAnswer,
  savedView,
  softDeleteAnswer,
  viewDeleted,
} from './editAnswers.ts';
import { named } from './names.ts';
import { EXAMPLE_RUN, type RouteDescription } from './routeDescription.ts';

const ids = { schema: named('RunIds', idsBody), example: { run_ids: [EXAMPLE_RUN] } };
const results = { [EXAMPLE_RUN]: { success: true } };

const direction = { project: 'digits', metric: 'val/acc', mode: 'max' };

const viewName = { about: 'Name of the view, URL-encoded.', example: 'my view' };
const view = {
  name: 'my view',
  project: 'digits',
  view: ['x=step', 'smooth=ema:0.9'],
  saved_at: 1795200200,
  read_only: false,
};

export const editDescriptions: RouteDescription[] = [
  {
    method: 'patch',
    path: '/runs/:id',
    tag: 'Editing',
    summary: 'Rename, tag, note',
    details: "Kept in `<root>/.stepwell/edits.json`, over what the run's files say; what is not given stays.",
    body: { schema: named('RunEdit', editBody), example: { alias: 'baseline', tags: ['keep'] } },
    answers: [
      {
        status: 200,
        what: 'What the run shows now.',
        schema: editAnswer,
        example: { ok: true, alias: 'baseline', tags: ['keep'], notes: null },
      },
    ],
    refusals: [400, 404, 409, 422, 507],
  },
  {
    method: 'put',
    path: '/directions',
    tag: 'Editing',
    summary: 'Say which end of a metric is its best',
    details:
      "Kept in `<root>/.stepwell/edits.json`. It holds where the metric is a run's primary one, over what the run declares of it and over what its name says: `best_metric_value`, `best_metric_mode` and `primary_mode` follow.",
    body: { schema: named('MetricDirection', directionBody), example: direction },
    answers: [
      {
        status: 200,
        what: 'What holds now, and what was said before.',
        schema: directionAnswer,
        example: { ...direction, before: null },
      },
    ],
    refusals: [400, 404, 422, 507],
  },
  {
    method: 'delete',
    path: '/runs/:id',
    tag: 'Editing',
    summary: 'Into the recycle bin',
    details: "A `.deleted` marker is written into the run's folder; nothing is moved.",
    answers: [
      {
        status: 200,
        what: 'What was deleted.',
        schema: deletedAnswer,
        example: { id: EXAMPLE_RUN, path: 'digits/mlp' },
      },
    ],
    refusals: [404, 409],
  },
  {
    method: 'post',
    path: '/runs/soft-delete',
    tag: 'Editing',
    summary: 'Several runs into the recycle bin',
    body: ids,
    answers: [
      {
        status: 200,
        what: 'What became of each.',
        schema: softDeleteAnswer,
        example: { deleted_count: 1, results, message: 'Soft deleted 1 of 1 runs' },
      },
    ],
    refusals: [400, 422],
  },
  {
    method: 'get',
    path: '/recycle-bin',
    tag: 'Editing',
    summary: 'What is in the recycle bin',
    answers: [
      {
        status: 200,
        what: 'Deleted runs, the last deleted first.',
        schema: binAnswer,
        example: {
          deleted_runs: [
            { id: EXAMPLE_RUN, path: 'digits/mlp', alias: null, deleted_at: 1795200200, original_status: 'finished' },
          ],
        },
      },
    ],
    refusals: [],
  },
  {
    method: 'post',
    path: '/recycle-bin/restore',
    tag: 'Editing',
    summary: 'Out of the recycle bin',
    body: ids,
    answers: [
      {
        status: 200,
        what: 'What became of each.',
        schema: restoreAnswer,
        example: { restored_count: 1, results, message: 'Restored 1 of 1 runs' },
      },
    ],
    refusals: [400, 422],
  },
  {
    method: 'post',
    path: '/recycle-bin/empty',
    tag: 'Editing',
    summary: 'Everything in the recycle bin for good',
    details: 'A folder that holds other runs is left.',
    body: { schema: named('EmptyBin', emptyBody), example: { confirm: true } },
    answers: [
      {
        status: 200,
        what: 'How many went.',
        schema: emptyAnswer,
        example: { permanently_deleted: 1, message: 'Deleted 1 of 1 runs for good' },
      },
    ],
    refusals: [400],
  },
  {
    method: 'delete',
    path: '/runs/:id/permanent',
    tag: 'Editing',
    summary: 'For good, from the recycle bin only',
    query: removeQuery,
    answers: [
      {
        status: 200,
        what: 'What went, or would go.',
        schema: removedAnswer,
        example: {
          success: true,
          run_id: EXAMPLE_RUN,
          run_dir_deleted: false,
          files: 8,
          bytes_freed: 512000,
          errors: [],
        },
      },
    ],
    refusals: [404, 409, 422],
  },
  {
    method: 'get',
    path: '/views',
    tag: 'Views',
    summary: 'Saved views',
    answers: [{ status: 200, what: 'By name.', schema: savedView, list: true, example: [view] }],
    refusals: [],
  },
  {
    method: 'put',
    path: '/views/:name',
    tag: 'Views',
    summary: 'Save a view',
    details: 'A file `<root>/.stepwell/views/<name>.json`; what it holds beside these fields stays.',
    rule: 'The name is the name of a file: no slashes, no control characters, no dot or space at its ends, at most 120 bytes.',
    params: { name: viewName },
    body: { schema: named('ViewBody', viewBody), example: { project: 'digits', view: ['x=step', 'smooth=ema:0.9'] } },
    answers: [{ status: 200, what: 'The view.', schema: savedView, example: view }],
    refusals: [404, 409, 422, 507],
  },
  {
    method: 'delete',
    path: '/views/:name',
    tag: 'Views',
    summary: 'Delete a view',
    rule: 'The name is one that a view can have.',
    params: { name: viewName },
    answers: [{ status: 200, what: 'What was deleted.', schema: viewDeleted, example: { name: 'my view' } }],
    refusals: [404, 409, 422, 507],
  },
];
