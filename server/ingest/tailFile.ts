import { setImmediate as turn } from 'node:timers/promises';
import type { EventIds } from '../columns/eventIds.ts';
import { newGroup } from '../columns/groupBuilder.ts';
import type { BlockFacts } from '../columns/lineFacts.ts';
import type { RunFile } from '../files/runFile.ts';
import type { Store } from '../store/store.ts';
import { BLOCK_BYTES, blockReader, type ReadBlock } from './blockReader.ts';
import type { FileState } from './fileState.ts';
import { scanLongLine } from './longLine.ts';
import { LINE_LIMIT, passLongLine, readLines } from './parseBlock.ts';
import type { ParsePool } from './parsePool.ts';
import type { ParseResult } from './parseTask.ts';
import { type SeriesIds, seriesOf, takeGroup } from './takeGroups.ts';

/** A tail up to this size is parsed in place: a hop to a worker would take longer. */
const INLINE_BYTES = 128 * 1024;

export interface TailContext {
  store: Store;
  pool: ParsePool;
  ids: SeriesIds;
  /** Event ids that the run has seen. */
  seen: EventIds;
  /** After each block: the owner may commit, tell the news, and let others have a turn. */
  onProgress: (file: FileState) => Promise<void>;
}

/**
 * Takes in whole lines from the file's cursor up to about `limit` bytes. Blocks that end with a group are parsed side by
 * side; their results are taken in order. What has no line end yet stays pending. Returns whether there is more to take now.
 */
export async function tailFile(
  file: FileState,
  source: RunFile,
  limit: number,
  context: TailContext,
): Promise<boolean> {
  const { size } = source.stat;
  const end = Math.min(size, file.cursor.offset + Math.max(limit, BLOCK_BYTES));
  const before = file.cursor.offset;
  if (file.longLine?.start !== before) await takeBlocks(file, source, end, context);
  if (file.cursor.offset === before && end - before >= BLOCK_BYTES) return takeLongLine(file, source, context);
  return file.cursor.offset > before && size - file.cursor.offset > 0 && end < size;
}

async function takeBlocks(file: FileState, source: RunFile, end: number, context: TailContext): Promise<void> {
  const inline = end - file.cursor.offset <= INLINE_BYTES;
  const nextBlock = blockReader(file, source, end);
  const underWay: Promise<void>[] = [];
  let last: Promise<void> = Promise.resolve();
  for (let block = nextBlock(); block !== null; block = nextBlock()) {
    const current = block;
    if (inline) await takeInline(file, current, context);
    else {
      const parsed = context.pool.parse({ block: linesOf(current), open: underWay.length === 0 ? file.open : null });
      last = last.then(async () => takeParsed(file, current, await parsed, context));
      underWay.push(last);
      if (underWay.length >= context.pool.width * 2) await underWay[underWay.length - context.pool.width * 2];
      await turn();
    }
    if (!current.endsGroup) break;
  }
  await last;
}

function linesOf(block: ReadBlock): { bytes: Uint8Array; offset: number; line: number } {
  return { bytes: block.bytes.subarray(0, block.length), offset: block.start, line: block.line };
}

async function takeInline(file: FileState, block: ReadBlock, context: TailContext): Promise<void> {
  const result = readLines(linesOf(block), file.open ?? newGroup(), (id) => isRepeat(file, id, context.seen));
  await takeResult(file, block, result, context);
}

/** A worker cannot know which event ids the run has seen: a block that repeats one is parsed again, here. */
async function takeParsed(file: FileState, block: ReadBlock, result: ParseResult, context: TailContext): Promise<void> {
  const ids = result.facts.eventIds;
  if (new Set(ids).size < ids.length || ids.some((id) => context.seen.has(id))) return takeInline(file, block, context);
  for (const id of ids) isRepeat(file, id, context.seen);
  await takeResult(file, block, result, context);
}

function isRepeat(file: FileState, id: string, seen: EventIds): boolean {
  if (!seen.add(id)) {
    file.cursor.repeatedEventIds++;
    return true;
  }
  file.pending.eventIds.push(id);
  return false;
}

async function takeResult(file: FileState, block: ReadBlock, result: ParseResult, context: TailContext): Promise<void> {
  for (const group of result.groups) await takeGroup(file, group, context.ids, context.store);
  file.open = result.open;
  for (const key of result.open.columns.keys()) seriesOf(file, key, context.ids);
  file.cursor.offset = block.start + block.length;
  file.cursor.lines += result.lines;
  file.pending.bytes += block.length;
  takeFacts(file, result.facts);
  await context.onProgress(file);
}

function takeFacts(file: FileState, facts: BlockFacts): void {
  const { cursor, pending } = file;
  cursor.quarantinedLines += facts.quarantinedLines;
  cursor.quarantinedBytes += facts.quarantinedBytes;
  cursor.nonMetricValues += facts.nonMetricValues;
  cursor.inexactIntegers += facts.inexactIntegers;
  cursor.unknownEvents += facts.unknownEvents;
  cursor.annotations += facts.annotations.length;
  Object.assign(cursor.run, facts.run);
  Object.assign(cursor.status, facts.status);
  pending.quarantined.push(...facts.quarantined);
  pending.images.push(...facts.images);
  pending.annotations.push(...facts.annotations);
}

/** Takes one line that does not fit a block: read whole up to the limit, above it quarantined without being read. */
async function takeLongLine(file: FileState, source: RunFile, context: TailContext): Promise<boolean> {
  const found = scanLongLine(file, source);
  if (!('length' in found)) return found.more;
  const { length } = found;
  const start = file.cursor.offset;
  const bytes = new Uint8Array(Math.min(length, length > LINE_LIMIT ? 1024 : length));
  source.read(bytes, 0, bytes.length, start);
  const block: ReadBlock = { bytes, start, length, line: file.cursor.lines, endsGroup: false };
  if (length <= LINE_LIMIT)
    await takeParsed(file, block, await context.pool.parse({ block: linesOf(block), open: file.open }), context);
  else
    await takeResult(
      file,
      block,
      passLongLine({ bytes, offset: start, line: block.line }, length, file.open ?? newGroup()),
      context,
    );
  return file.cursor.offset < source.stat.size;
}
