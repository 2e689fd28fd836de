import { join } from 'node:path';
import type { Folder, IngestAnswer, IngestEvent, RunPatch, RunStart, RunStarted } from '../../../shared/ingest.ts';
import { EventIds } from '../../columns/eventIds.ts';
import { appendLines, writeImage } from '../../files/writeRun.ts';
import { lineOf, refusalOf } from '../../ingest/ingestEvents.ts';
import { type LogPiece, LogWriter } from '../../ingest/logWriter.ts';
import { newLock, type RunState } from '../../ingest/runState.ts';
import { failed, ok } from '../answer.ts';
import type { Answer, IngestQuestions } from '../api.ts';
import type { EngineContext } from '../context.ts';
import { findFolders, makeFolderAt } from './ingestFolders.ts';
import { patchRun } from './patchRun.ts';
import { startRun } from './startRun.ts';

const SERVER_FILE = 'events.server.jsonl';

/** What clients write over HTTP, into the same folders that they would write themselves. */
export function ingestQuestions(context: EngineContext): IngestQuestions {
  const starting = newLock();
  const logs = new WeakMap<RunState, LogWriter>();
  return {
    startRun: (start: RunStart): Promise<Answer<RunStarted>> => starting(() => onDisk(() => startRun(start, context))),
    folders: async (path: string): Promise<Answer<Folder[]>> => ok(findFolders(path, context)),
    makeFolder: (path: string) => onDisk(() => makeFolderAt(path, context)),
    patchRun: (ref: string, patch: RunPatch) => writing(ref, context, (run) => patchRun(run, patch, context)),
    ingestEvents: (ref: string, items: unknown[]) =>
      writing(ref, context, async (run) => {
        const log = logs.get(run) ?? new LogWriter(run.path);
        logs.set(run, log);
        return ok(await takeEvents(run, items, log, context));
      }),
  };
}

/** Does `work` on a run that may be written, under its lock and with everything in that its files say. */
async function writing<T>(
  ref: string,
  context: EngineContext,
  work: (run: RunState) => Promise<Answer<T>>,
): Promise<Answer<T>> {
  const found = context.find(ref);
  if (!found.ok) return found;
  const run = found.value;
  if (run.single !== '') return failed(409, `Run ${ref} is a single file: nothing can be added to it`);
  if (context.notes.get(run.root)?.readOnly === true) return failed(409, 'The folder of this run is read-only');
  return context.indexer.withAll(run, () => onDisk(() => work(run)));
}

/** A disk that is full or refuses is an answer, not a defect. */
async function onDisk<T>(work: () => Promise<Answer<T>>): Promise<Answer<T>> {
  try {
    return await work();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG')
      return failed(507, 'The disk of the run is full: nothing of this request was taken');
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
      return failed(409, 'The folder of this run cannot be written');
    throw error;
  }
}

/** Takes each event that is new and can be used; ends when their lines are on disk and in the index. */
async function takeEvents(
  run: RunState,
  items: readonly unknown[],
  log: LogWriter,
  { indexer, now }: EngineContext,
): Promise<IngestAnswer> {
  const answer: IngestAnswer = { accepted: 0, duplicates: 0, rejected: [] };
  const batch = new EventIds();
  const lines: string[] = [];
  const pieces: LogPiece[] = [];
  for (const [index, item] of items.entries()) {
    const refusal = refusalOf(item);
    if (refusal !== null) {
      answer.rejected.push({ index, ...refusal });
      continue;
    }
    const event = item as IngestEvent;
    if (event.type === 'log') {
      pieces.push({ id: event.event_id, text: String(event.data.text), ts: event.ts ?? now(), step: stepOf(event) });
      continue;
    }
    if (event.event_id !== undefined && (run.seen?.has(event.event_id) || !batch.add(event.event_id))) {
      answer.duplicates++;
      continue;
    }
    const written = event.type === 'image' ? await withImage(run, event) : event;
    if (written === null) answer.rejected.push({ index, field: 'data.content', detail: 'a PNG, JPEG, GIF or WebP' });
    else lines.push(lineOf(written, now()));
  }
  if (lines.length > 0) {
    await appendLines(join(run.path, SERVER_FILE), lines.join(''));
    await indexer.readOn(run);
  }
  const known = pieces.length === 0 ? 0 : await log.append(pieces);
  answer.duplicates += known;
  answer.accepted = lines.length + pieces.length - known;
  return answer;
}

/** An image's bytes become a file; its line names the file. null: the bytes are no image. */
async function withImage(run: RunState, event: IngestEvent): Promise<IngestEvent | null> {
  const { content, ...data } = event.data;
  const path = await writeImage(run.path, Buffer.from(String(content), 'base64'));
  return path === null ? null : { ...event, data: { ...data, path } };
}

function stepOf({ data }: IngestEvent): number | null {
  return typeof data.step === 'number' && Number.isFinite(data.step) ? data.step : null;
}
