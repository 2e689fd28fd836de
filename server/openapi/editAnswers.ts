import * as z from 'zod';
import type { DeletedRun } from '../../shared/deletedRun.ts';
import type { SavedView } from '../../shared/views.ts';
import { named } from './names.ts';

/** What the routes answer by which people change runs. */

const results = z
  .record(z.string(), z.object({ success: z.boolean(), error: z.string().optional() }))
  .describe('By run, as it was named.');
const message = z.string();

export const editAnswer = named(
  'RunEdited',
  z.object({ ok: z.boolean(), alias: z.string().nullable(), tags: z.array(z.string()), notes: z.string().nullable() }),
);
const end = z.enum(['min', 'max']).nullable();
export const directionAnswer = named(
  'DirectionSaid',
  z.object({ project: z.string(), metric: z.string(), mode: end, before: end }),
);
export const deletedAnswer = named('RunDeleted', z.object({ id: z.string(), path: z.string() }));
export const softDeleteAnswer = named('RunsDeleted', z.object({ deleted_count: z.number().int(), results, message }));
export const restoreAnswer = named('RunsRestored', z.object({ restored_count: z.number().int(), results, message }));
export const emptyAnswer = named('BinEmptied', z.object({ permanently_deleted: z.number().int(), message }));
export const binAnswer = named(
  'RecycleBin',
  z.object({
    deleted_runs: z.array(
      z.object({
        id: z.string(),
        path: z.string(),
        alias: z.string().nullable(),
        deleted_at: z.number().nullable(),
        original_status: z.string().nullable(),
      }) satisfies z.ZodType<DeletedRun>,
    ),
  }),
);
export const removedAnswer = named(
  'RunRemoved',
  z.object({
    success: z.boolean(),
    run_id: z.string(),
    run_dir_deleted: z.boolean().describe('false for a dry run.'),
    files: z.number().int(),
    bytes_freed: z.number().int(),
    errors: z.array(z.string()),
  }),
);

export const savedView = named(
  'SavedView',
  z.object({
    name: z.string(),
    project: z.string().nullable(),
    view: z.array(z.string()).describe('`name=value`, decoded, one for each parameter of the address.'),
    saved_at: z.number().nullable(),
    read_only: z.boolean(),
  }) satisfies z.ZodType<SavedView>,
);
export const viewDeleted = named('ViewDeleted', z.object({ name: z.string() }));
