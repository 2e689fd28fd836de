import { join } from 'node:path';
import type { RunPatch } from '../../../shared/ingest.ts';
import type { JsonObject, RunRow } from '../../../shared/run.ts';
import { readRunJson } from '../../files/readRunJson.ts';
import { writeJson } from '../../files/writeRun.ts';
import type { RunState } from '../../ingest/runState.ts';
import { failed, ok } from '../answer.ts';
import type { Answer } from '../api.ts';
import type { EngineContext } from '../context.ts';

/** Fields of meta.json that say which run this is: nobody changes them. */
const FIXED = new Set(['id', 'key', 'created_at', 'sessions']);

/** Writes status, summary, config and further facts into the run's files. The caller holds the run's lock. */
export async function patchRun(run: RunState, patch: RunPatch, context: EngineContext): Promise<Answer<RunRow>> {
  const now = context.now();
  const edits: [name: string, change: (old: JsonObject) => JsonObject][] = [];
  if (patch.status !== undefined || patch.heartbeat === true || patch.exit_reason !== undefined)
    edits.push(['status.json', (old) => statusAfter(old, patch, now)]);
  const best =
    patch.primary_metric === undefined
      ? {}
      : { best_metric_name: patch.primary_metric.name, best_metric_mode: patch.primary_metric.mode };
  if (patch.summary !== undefined || patch.primary_metric !== undefined)
    edits.push(['summary.json', (old) => ({ ...old, ...best, ...(patch.summary as JsonObject | undefined) })]);
  if (patch.meta !== undefined || patch.config !== undefined) edits.push(['meta.json', (old) => metaAfter(old, patch)]);
  for (const [name, change] of edits) {
    const path = join(run.path, name);
    const old = readRunJson(path);
    if (!old.ok) return failed(409, `${name} of this run is ${old.reason}: it is not written over`);
    await writeJson(path, change(old.value));
  }
  await context.indexer.readOn(run);
  await context.indexer.commit(run);
  return ok(await context.fullRow(run));
}

function statusAfter(old: JsonObject, { status, exit_reason }: RunPatch, now: number): JsonObject {
  const next: JsonObject = { ...old, heartbeat_at: now };
  if (status !== undefined) next.status = status;
  if (exit_reason !== undefined) next.exit_reason = exit_reason;
  if (status === 'running') delete next.ended_at;
  else if (status !== undefined) next.ended_at = now;
  return next;
}

function metaAfter(old: JsonObject, { meta, config }: RunPatch): JsonObject {
  const said = Object.fromEntries(Object.entries(meta ?? {}).filter(([name]) => !FIXED.has(name))) as JsonObject;
  const before = typeof old.config === 'object' && old.config !== null && !Array.isArray(old.config) ? old.config : {};
  return { ...old, ...said, ...(config === undefined ? {} : { config: { ...before, ...(config as JsonObject) } }) };
}
