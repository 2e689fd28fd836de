import { isAscii, isUtf8 } from 'node:buffer';
import { mayHoldBareNumbers, quoteBareNumbers } from '../../shared/lenientJson.ts';
import type { JsonObject } from '../../shared/run.ts';
import { type EncodedGroup, encodeGroup } from '../columns/encodeGroup.ts';
import { type GroupBuilder, isFull, newGroup } from '../columns/groupBuilder.ts';
import { type BlockFacts, noFacts, QUARANTINE_KEPT } from '../columns/lineFacts.ts';
import { type PatternReader, patternReader } from './patternReader.ts';
import { type EventTarget, readEvent } from './readEvent.ts';

/** A line above this is quarantined whole. */
export const LINE_LIMIT = 16 * 1024 * 1024;
const TOO_LONG = 'line is longer than 16 MiB';
const PREVIEW = 200;
const NEWLINE = 10;

/** Whole lines of one file. */
export interface Block {
  bytes: Uint8Array;
  /** Place of the first byte and number (from 0) of the first line in the file. */
  offset: number;
  line: number;
}

export interface ParsedBlock {
  groups: EncodedGroup[];
  facts: BlockFacts;
  /** Lines in the block. */
  lines: number;
  /** The group that is not full yet. */
  open: GroupBuilder;
}

export type IsRepeat = (eventId: string) => boolean;

/**
 * Reads whole lines into `open`, sealing it each time it is full. Returns the sealed groups; what is left stays in the
 * group returned as `open`. Never throws on what a file can hold. `isRepeat` tells of an event id
 * whether the run has it already: such a point is not stored again.
 */
export function readLines(
  block: Block,
  open: GroupBuilder,
  isRepeat: IsRepeat = () => false,
  patterns: PatternReader | null = patternReader(),
): ParsedBlock {
  const buffer = Buffer.from(block.bytes.buffer, block.bytes.byteOffset, block.bytes.byteLength);
  const facts = noFacts();
  const groups: EncodedGroup[] = [];
  const ascii = isAscii(buffer);
  const bare = buffer.includes('NaN') || buffer.includes('Infinity');
  let target = eventTarget(open, facts, isRepeat);
  let at = 0;
  let line = block.line;
  while (at < buffer.length) {
    const { builder } = target;
    const before = builder.lines;
    const bytes = patterns?.take(builder, buffer, at) ?? 0;
    if (bytes > 0) at += bytes;
    else {
      const end = buffer.indexOf(NEWLINE, at);
      if (end < 0) break;
      const start = at === 0 && block.offset === 0 ? skipByteOrderMark(buffer) : at;
      const place = { buffer, start, end, offset: block.offset + at, length: end + 1 - at, line, ascii, bare };
      const text = end > start ? takeLine(target, place) : null;
      if (text !== null) patterns?.learn(text);
      builder.lines++;
      builder.bytes += end + 1 - at;
      at = end + 1;
    }
    line += builder.lines - before;
    if (isFull(target.builder)) {
      groups.push(encodeGroup(target.builder));
      target = eventTarget(newGroup(), facts, isRepeat);
    }
  }
  return { groups, facts, lines: line - block.line, open: target.builder };
}

function eventTarget(builder: GroupBuilder, facts: BlockFacts, isRepeat: IsRepeat): EventTarget {
  return { builder, facts, shape: { keys: [], columns: [] }, isRepeat };
}

/** A line above the limit: counted by its first bytes, never read whole. */
export function passLongLine(block: Block, length: number, open: GroupBuilder): ParsedBlock {
  const facts = noFacts();
  const buffer = Buffer.from(block.bytes.buffer, block.bytes.byteOffset, block.bytes.byteLength);
  const place = {
    buffer,
    start: 0,
    end: buffer.length,
    offset: block.offset,
    length,
    line: block.line,
    ascii: false,
    bare: false,
  };
  quarantine(facts, place, TOO_LONG);
  open.lines++;
  open.bytes += length;
  if (!isFull(open)) return { groups: [], facts, lines: 1, open };
  return { groups: [encodeGroup(open)], facts, lines: 1, open: newGroup() };
}

interface LinePlace {
  buffer: Buffer;
  start: number;
  end: number;
  /** Where the line lies in the file, with its line end. */
  offset: number;
  length: number;
  line: number;
  /** What is known of the whole block, so that most lines need no check of their own. */
  ascii: boolean;
  bare: boolean;
}

/** The line's text, where it is an event. */
function takeLine(target: EventTarget, place: LinePlace): string | null {
  const parsed = parseLine(place);
  if (parsed.event !== null) readEvent(target, parsed.event, place.line, parsed.text);
  else if (parsed.reason !== null) quarantine(target.facts, place, parsed.reason);
  return parsed.event === null ? null : parsed.text;
}

type ParsedLine = { event: JsonObject; text: string } | { event: null; reason: string | null };

/** A reason of null is a blank line: nothing is wrong with it, and nothing in it. */
function parseLine({ buffer, start, end, ascii, bare }: LinePlace): ParsedLine {
  if (end - start > LINE_LIMIT) return { event: null, reason: TOO_LONG };
  const text = ascii ? buffer.toString('latin1', start, end) : decode(buffer.subarray(start, end));
  if (text === null) return { event: null, reason: 'not valid UTF-8' };
  let event: unknown;
  try {
    event = JSON.parse(bare && mayHoldBareNumbers(text) ? quoteBareNumbers(text) : text);
  } catch {
    return { event: null, reason: text.trim() === '' ? null : 'not valid JSON' };
  }
  if (typeof event !== 'object' || event === null || Array.isArray(event))
    return { event: null, reason: 'not a JSON object' };
  return { event: event as JsonObject, text };
}

function decode(bytes: Buffer): string | null {
  return isUtf8(bytes) ? bytes.toString('utf8') : null;
}

function quarantine(facts: BlockFacts, place: LinePlace, reason: string): void {
  facts.quarantinedLines++;
  facts.quarantinedBytes += place.length;
  if (facts.quarantined.length >= QUARANTINE_KEPT) return;
  const preview = place.buffer
    .toString('utf8', place.start, Math.min(place.end, place.start + PREVIEW * 4))
    .slice(0, PREVIEW);
  facts.quarantined.push({ line: place.line, offset: place.offset, length: place.length, reason, preview });
}

function skipByteOrderMark(buffer: Buffer): number {
  return buffer.length >= 3 && buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf ? 3 : 0;
}
