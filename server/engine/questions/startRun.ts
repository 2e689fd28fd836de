import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RunStart, RunStarted } from '../../../shared/ingest.ts';
import type { JsonObject } from '../../../shared/run.ts';
import { segment } from '../../../shared/segment.ts';
import { readRunJson } from '../../files/readRunJson.ts';
import { makeFolder, writeJson, writeWhole } from '../../files/writeRun.ts';
import type { RunState } from '../../ingest/runState.ts';
import { failed, ok } from '../answer.ts';
import type { Answer } from '../api.ts';
import type { EngineContext } from '../context.ts';
import { pathOfFolder, rootOfFolder, segmentsOf, writableRoots } from './ingestFolders.ts';

/** Sessions that a run remembers, so that a repeated request gets the answer that was lost. */
const SESSIONS_KEPT = 100;

interface Session {
  session: string;
  resumed: boolean;
  at: number;
}

/** Creates the run that a client describes, or resumes the one with its key in the same folder. The caller lets one start at a time. */
export async function startRun(start: RunStart, context: EngineContext): Promise<Answer<RunStarted>> {
  const place = placeOf(start, context);
  if (!place.ok) return place;
  const root = rootOf(start, place.value, context);
  if (root === undefined) return failed(409, 'No folder that this server shows can be written');
  const parent = place.value.join('/');
  const known = findKey(root.path, parent, start);
  const before = known === null ? null : sessionsOf(known.meta).find(({ session }) => session === start.session);
  if (known === null && start.resume === 'Must')
    return failed(404, `No run has the key ${start.key} in ${parent === '' ? 'the root' : parent}`);
  if (known !== null && start.resume === 'Never' && before?.resumed !== false)
    return failed(409, `A run with the key ${start.key} exists in ${parent}: choose another, or resume it`);
  const id = known?.id ?? newRunId(new Date(context.now() * 1000));
  const dir = [...place.value, id].join('/');
  if (before === undefined || known === null) await enter(root.path, dir, start, known, context.now());
  const run = await context.indexer.lookAt(root.path, dir);
  if (run === null) return failed(500, 'The run was created and cannot be read');
  return ok(await answerOf(run, before?.resumed ?? known !== null, context));
}

/** A folder that is named lies in one of the roots; everything else goes into the first. */
function rootOf({ folder_id, folder_path }: RunStart, place: readonly string[], context: EngineContext) {
  return folder_id == null && folder_path == null ? writableRoots(context)[0] : rootOfFolder(place, context);
}

/** Folders below the root that hold the run's own. */
function placeOf(start: RunStart, context: EngineContext): Answer<string[]> {
  const given = (text: string | null | undefined): text is string => text !== null && text !== undefined;
  if (given(start.folder_id) && given(start.folder_path))
    return failed(422, 'folder_id and folder_path: give one of them, not both');
  if (given(start.folder_path)) {
    const segments = segmentsOf(start.folder_path);
    return segments.length === 0 ? failed(422, 'folder_path: at least one folder name') : ok(segments);
  }
  if (given(start.folder_id)) {
    const path = pathOfFolder(start.folder_id, context);
    return path === null ? failed(404, `There is no folder with the id ${start.folder_id}`) : ok(path.split('/'));
  }
  const names = [start.workspace, start.project ?? 'default', start.experiment];
  return ok(names.filter(given).map(segment));
}

interface Known {
  id: string;
  meta: JsonObject;
}

/** The newest run directly below the folder with this key, as its files say: the index may be a moment behind. */
function findKey(root: string, parent: string, { key }: RunStart): Known | null {
  let newest: (Known & { created: number }) | null = null;
  for (const id of foldersIn(join(root, parent))) {
    const path = join(root, parent, id);
    if (existsSync(join(path, '.deleted'))) continue;
    const read = readRunJson(join(path, 'meta.json'));
    if (!read.ok || read.value.key !== key) continue;
    const created = typeof read.value.created_at === 'number' ? read.value.created_at : 0;
    if (newest === null || created > newest.created || (created === newest.created && id > newest.id))
      newest = { id, meta: read.value, created };
  }
  return newest;
}

function foldersIn(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}

/** Writes what the folder says of itself and of who writes now. */
async function enter(root: string, dir: string, start: RunStart, known: Known | null, now: number): Promise<void> {
  const folder = await makeFolder(root, dir.split('/'));
  const session: Session = { session: start.session, resumed: known !== null, at: now };
  const sessions = [...(known === null ? [] : sessionsOf(known.meta)), session].slice(-SESSIONS_KEPT);
  const { config, ...said } = start.meta ?? {};
  const old = known?.meta ?? { created_at: now };
  await writeJson(join(folder, 'meta.json'), {
    ...old,
    ...said,
    created_at: old.created_at ?? now,
    id: dir.split('/').at(-1),
    key: start.key,
    ...(start.workspace == null ? {} : { workspace: start.workspace }),
    ...(start.project == null ? {} : { project: start.project }),
    ...(start.experiment == null ? {} : { experiment: start.experiment }),
    config: { ...objectOf(old.config), ...objectOf(config) },
    sessions,
  });
  const patch = join(folder, 'git.diff');
  if (start.git_diff && !existsSync(patch)) await writeWhole(patch, start.git_diff);
  const status = readRunJson(join(folder, 'status.json'));
  const { ended_at, exit_reason, ...kept } = status.ok ? status.value : {};
  const attempts = typeof kept.attempts === 'number' ? kept.attempts + 1 : 1;
  await writeJson(join(folder, 'status.json'), {
    started_at: now,
    ...kept,
    status: 'running',
    heartbeat_at: now,
    attempts,
  });
}

async function answerOf(run: RunState, resumed: boolean, { indexer, reader, row }: EngineContext): Promise<RunStarted> {
  return indexer.withAll(run, async () => {
    const { id, ref, path, number, display_id } = row(run);
    const last_steps: RunStarted['last_steps'] = [];
    for (const series of await reader.series(run)) {
      if (series.derived !== null) continue;
      const { maxStep } = await reader.statistics(run, series);
      const { name, scale, labels } = series.id;
      if (Number.isFinite(maxStep)) last_steps.push({ name, scale, labels, step: maxStep });
    }
    return { id, path, number, display_id, resumed, last_steps, url: `r/${encodeURIComponent(ref)}` };
  });
}

function sessionsOf(meta: JsonObject): Session[] {
  if (!Array.isArray(meta.sessions)) return [];
  return meta.sessions.filter(
    (one): one is Session & JsonObject =>
      typeof one === 'object' && one !== null && !Array.isArray(one) && typeof one.session === 'string',
  );
}

function objectOf(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** Local date and time, then a random part: 20260131_184233_04df37. */
function newRunId(now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
  return `${date}_${time}_${randomBytes(3).toString('hex')}`;
}
