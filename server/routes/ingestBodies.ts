import * as z from 'zod';
import type { RunPatch, RunStart } from '../../shared/ingest.ts';
import { about, text } from './parameters.ts';

/** Zod schemas of what the ingest routes take. */

const name = z.string().max(1024).nullish();
const facts = z.record(z.string(), z.unknown());

export const runStartBody = z.object({
  key: z.string().min(1).max(1024),
  workspace: name,
  project: name,
  experiment: name,
  folder_id: name,
  folder_path: name,
  resume: z.enum(['Allow', 'Never', 'Must']).optional(),
  session: z.string().regex(/^[0-9a-z-]{8,64}$/, { error: '8 to 64 of 0-9, a-z and -' }),
  meta: facts.optional(),
  git_diff: z
    .string()
    .max(8 * 1024 * 1024)
    .optional(),
}) as z.ZodType<RunStart>;

export const runPatchBody = z.object({
  status: z.enum(['running', 'finished', 'failed', 'interrupted']).optional(),
  exit_reason: z
    .string()
    .max(64 * 1024)
    .nullish(),
  heartbeat: z.boolean().optional(),
  summary: facts.optional(),
  config: facts.optional(),
  primary_metric: z.object({ name: z.string().min(1).max(1024), mode: z.enum(['max', 'min']) }).optional(),
  meta: facts.optional(),
}) as z.ZodType<RunPatch>;

export const folderQuery = z.object({ path: about(text(4096, 1), 'A path below the root.', 'digits') });
export const folderBody = z.object({ path: z.string().min(1).max(4096) });
