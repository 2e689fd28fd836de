import { DEFAULT_SCALE, seriesKey } from '../columns/seriesKey.ts';
import { NAME_LENGTH } from './readEvent.ts';

/** What lines of metrics have in common that differ in their numbers only. Numbers go by their place in the line. */
export interface LinePattern {
  /** The text before each number and behind the last one, the line's end included. */
  parts: Buffer[];
  /** Which number is which; -1 where the line has none. */
  ts: number;
  step: number;
  time: number;
  stage: string | null;
  metrics: { key: string; number: number }[];
}

interface Member {
  kind: 'number' | 'string' | 'object';
  /** Where its value begins. */
  begin: number;
  /** Which number of the line it is. */
  number: number;
  /** Of an object; else null. */
  members: Map<string, Member> | null;
}

interface Scan {
  text: string;
  at: number;
  numbers: { begin: number; end: number }[];
}

/**
 * The pattern of a line that JSON.parse took; null of a line that is more than plain metrics: then each line needs a look of
 * its own.
 */
export function patternOf(text: string): LinePattern | null {
  const scan: Scan = { text, at: 0, numbers: [] };
  const line = readObject(scan);
  const data = line?.get('data')?.members ?? null;
  if (line === null || data === null || !isMetrics(line, text)) return null;
  const stage = data.get('stage');
  const metrics: LinePattern['metrics'] = [];
  for (const [name, { kind, number }] of data) {
    if (kind !== 'number' && (kind !== 'string' || name !== 'stage')) return null;
    if (name.length > NAME_LENGTH) return null;
    if (kind === 'number' && name === 'stage') return null;
    if (kind === 'number' && !NOT_METRICS.has(name)) metrics.push({ key: seriesKey(name, DEFAULT_SCALE, {}), number });
  }
  return {
    parts: partsOf(scan),
    ts: line.get('ts')?.number ?? -1,
    step: (data.get('global_step') ?? data.get('step'))?.number ?? -1,
    time: data.get('time')?.number ?? -1,
    stage: stage === undefined ? null : (JSON.parse(stringAt(text, stage.begin)) as string),
    metrics,
  };
}

const NOT_METRICS = new Set(['global_step', 'step', 'time']);
const SPACE = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\]|\\.)*"/y;
const NUMBER = /-?\d[\d.eE+-]*/y;

function isMetrics(line: Map<string, Member>, text: string): boolean {
  const type = line.get('type');
  if (type?.kind !== 'string' || JSON.parse(stringAt(text, type.begin)) !== 'metrics') return false;
  const ts = line.get('ts');
  if (ts !== undefined && ts.kind !== 'number') return false;
  return [...line.keys()].every((key) => key === 'ts' || key === 'type' || key === 'data');
}

/**
 * The members of the object at `scan.at`, of two of one name the last, as JSON.parse has them; null where there are others than
 * numbers, strings and objects.
 */
function readObject(scan: Scan): Map<string, Member> | null {
  if (!take(scan, '{')) return null;
  const members = new Map<string, Member>();
  while (!take(scan, '}')) {
    if (members.size > 0 && !take(scan, ',')) return null;
    skip(scan);
    const quoted = stringAt(scan.text, scan.at);
    if (quoted === '') return null;
    scan.at += quoted.length;
    take(scan, ':');
    const name = JSON.parse(quoted) as string;
    const member = readMember(scan);
    if (member === null) return null;
    members.set(name, member);
  }
  return members;
}

function readMember(scan: Scan): Member | null {
  skip(scan);
  const begin = scan.at;
  const found = { begin, number: -1, members: null };
  if (scan.text[begin] === '{') {
    const members = readObject(scan);
    return members === null ? null : { ...found, kind: 'object', members };
  }
  const string = stringAt(scan.text, begin);
  if (string !== '') {
    scan.at += string.length;
    return { ...found, kind: 'string' };
  }
  const number = match(NUMBER, scan.text, begin);
  if (number === '') return null;
  scan.at += number.length;
  scan.numbers.push({ begin, end: scan.at });
  return { ...found, kind: 'number', number: scan.numbers.length - 1 };
}

function partsOf({ text, numbers }: Scan): Buffer[] {
  let from = 0;
  const parts: Buffer[] = [];
  for (const { begin, end } of numbers) {
    parts.push(Buffer.from(text.slice(from, begin)));
    from = end;
  }
  parts.push(Buffer.from(`${text.slice(from)}\n`));
  return parts;
}

function take(scan: Scan, char: string): boolean {
  skip(scan);
  if (scan.text[scan.at] !== char) return false;
  scan.at++;
  return true;
}

function skip(scan: Scan): void {
  scan.at += match(SPACE, scan.text, scan.at).length;
}

function stringAt(text: string, at: number): string {
  return match(STRING, text, at);
}

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}
