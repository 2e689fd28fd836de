import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import wabt from 'wabt';
import { GROUP_BYTES, GROUP_LINES } from '../columns/group.ts';
import { newGroup } from '../columns/groupBuilder.ts';
import { type ParsedBlock, readLines } from './parseBlock.ts';
import { PATTERN_MODULE } from './patternModule.ts';
import { newPatternReader, type PatternReader } from './patternReader.ts';

/** What a reader makes of a text that arrives in pieces of whole lines. */
function readAll(text: string, patterns: PatternReader | null, pieces: readonly number[] = []): ParsedBlock[] {
  const bytes = Buffer.from(text);
  const blocks: ParsedBlock[] = [];
  let [open, offset, line] = [newGroup(), 0, 0];
  for (const piece of [...pieces, bytes.length]) {
    const end = bytes.lastIndexOf('\n', Math.min(bytes.length, offset + piece)) + 1;
    if (end <= offset) continue;
    const block = readLines({ bytes: bytes.subarray(offset, end), offset, line }, open, () => false, patterns);
    blocks.push({ ...block, open: structuredClone(block.open) });
    offset = end;
    line += block.lines;
    open = block.open;
  }
  return blocks;
}

/** Arrays have room for more points than there are, how much depends on the way they came. */
function withoutRoom(blocks: ParsedBlock[]): unknown {
  return blocks.map(({ open, ...block }) => ({
    ...block,
    open: {
      ...open,
      rows: Object.fromEntries(
        Object.entries(open.rows).map(([name, column]) => [
          name,
          ArrayBuffer.isView(column) ? [...(column as Float64Array).subarray(0, open.rows.count)] : column,
        ]),
      ),
      columns: [...open.columns.values()].map(({ key, count, rows, values }) => ({
        key,
        rows: [...rows.subarray(0, count)],
        values: [...values.subarray(0, count)],
      })),
    },
  }));
}

function expectSame(text: string, pieces: readonly number[] = []): void {
  const patterns = newPatternReader();
  expect(withoutRoom(readAll(text, patterns, pieces))).toStrictEqual(withoutRoom(readAll(text, null, pieces)));
}

/** The numbers of lines that differ in one number each, as they were read, and how many of them were read by pattern. */
function readNumbers(texts: readonly string[]): { values: number[]; byPattern: number } {
  const own = newPatternReader() as PatternReader;
  const line = (value: string): string => `{"ts": 1.5, "type": "metrics", "data": {"a": ${value}, "step": 3}}\n`;
  const values: number[] = [];
  let byPattern = 0;
  for (let from = 0; from < texts.length; from += GROUP_LINES - 1) {
    const some = texts.slice(from, from + GROUP_LINES - 1);
    const open = newGroup();
    const source = Buffer.from(line('0.5') + some.map(line).join(''));
    readLines({ bytes: source, offset: 0, line: 0 }, open, () => false, {
      take: (...given: Parameters<PatternReader['take']>) => {
        const before = given[0].lines;
        const bytes = own.take(...given);
        byPattern += given[0].lines - before;
        return bytes;
      },
      learn: (text: string) => own.learn(text),
    } as PatternReader);
    const column = [...open.columns.values()][0];
    values.push(...(column?.values.subarray(1, column.count) ?? []));
  }
  return { values, byPattern };
}

test('the compiled module is what its source says', async () => {
  const source = readFileSync(new URL('linePattern.wat', import.meta.url), 'utf8');
  const { buffer } = (await wabt()).parseWat('linePattern.wat', source).toBinary({});
  expect(Buffer.from(buffer).toString('base64')).toBe(PATTERN_MODULE);
});

test('numbers are read as JSON.parse reads them', () => {
  const bits = new DataView(new ArrayBuffer(8));
  const texts: string[] = [
    '0',
    '-0',
    '0.0',
    '-0.000',
    '1',
    '0.1',
    '-0.3',
    '1e23',
    '8.41e21',
    '9007199254740991',
    '9007199254740993',
    '1e-5',
    '2E+3',
  ];
  // Half-way between two doubles, and next to it.
  for (let odd = 1n; odd < 4001n; odd += 2n) {
    for (const shift of [2n, 3n, 4n]) {
      const half = ((1n << 53n) + odd * 2n + 1n) * 5n ** shift;
      for (const digits of [half - 1n, half, half + 1n]) texts.push(`${digits}e-${shift}`);
    }
  }
  let seed = 12345n;
  for (let i = 0; i < 60_000; i++) {
    seed = (seed * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
    bits.setBigUint64(0, seed);
    const any = bits.getFloat64(0);
    if (Number.isFinite(any)) texts.push(JSON.stringify(any));
    // Of the size that metrics have, with as many digits as there are.
    const usual = ((Number(seed >> 11n) / 2 ** 53) * 10 ** (i % 23)) / 1e15;
    texts.push(JSON.stringify(usual), usual.toPrecision(1 + (i % 21)), usual.toExponential(i % 20));
  }
  const { values, byPattern } = readNumbers(texts);
  expect(values.length).toBe(texts.length);
  const wrong = texts.filter((text, i) => !Object.is(values[i], JSON.parse(text)));
  expect(wrong).toEqual([]);
  expect(byPattern).toBeGreaterThan(texts.length / 2);
});

const number = fc.oneof(
  { weight: 30, arbitrary: fc.double({ min: -1e15, max: 1e15, noNaN: true }).map((value) => JSON.stringify(value)) },
  { weight: 10, arbitrary: fc.nat(1_000).map(String) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '0',
      '-0',
      '1e400',
      '1e-400',
      '01',
      '1.',
      '.5',
      '-',
      '1e',
      '12345678901234567890',
      'NaN',
      '-Infinity',
      'null',
      'true',
      '"NaN"',
      '"1"',
      '{}',
      '[1]',
    ),
  },
);
const plain = ['a', 'b', 'train/loss', 'global_step', 'step', 'time', '7', 'ü', 'a\\"b', 'ts'];
const names = fc.oneof(
  { weight: 4, arbitrary: fc.uniqueArray(fc.constantFrom(...plain), { minLength: 1, maxLength: 6 }) },
  { weight: 1, arbitrary: fc.array(fc.constantFrom(...plain, 'stage', 'event_id', '__proto__'), { maxLength: 6 }) },
);
const shape = fc.record({
  names,
  comma: fc.constantFrom(', ', ',', ' ,\t'),
  colon: fc.constantFrom(': ', ':'),
  stage: fc.constantFrom('', '"stage": "warm", ', '"stage": "ü}{", '),
  head: fc.constantFrom(
    '{"ts": @, "type": "metrics", "data": {',
    '{"type":"metrics","ts":@,"data":{',
    '{"type": "metrics", "data": {',
    '{"ts": @, "x": 1, "type": "metrics", "data": {',
    '{"ts": @, "type": "metric", "data": {"name": "n", "value": @, ',
  ),
  tail: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom('}}', '}}\r', '} }') },
    { weight: 1, arbitrary: fc.constantFrom('}', '}, "event_id": "e"}') },
  ),
});
const lines = fc.array(shape, { minLength: 1, maxLength: 4 }).chain((shapes) =>
  fc.array(
    fc.oneof(
      {
        weight: 20,
        arbitrary: fc.tuple(fc.constantFrom(...shapes), fc.array(number, { minLength: 8, maxLength: 8 })),
      },
      { weight: 1, arbitrary: fc.constantFrom('', ' ', 'x', '{', '[]') },
      { weight: 1, arbitrary: fc.nat(3).map((data) => `{"ts": ${data}, "type": "metrics", "data": ${data}}`) },
    ),
    { maxLength: 80 },
  ),
);

test('lines of any kind give the same with patterns and without', () => {
  fc.assert(
    fc.property(lines, fc.array(fc.nat(3_000), { maxLength: 6 }), (some, pieces) => {
      const text = some.map((one) => {
        if (typeof one === 'string') return one;
        const [{ names, comma, colon, stage, head, tail }, values] = one;
        let next = 0;
        const value = (): string => values[next++ % values.length] as string;
        return (
          head.replaceAll('@', value) + stage + names.map((key) => `"${key}"${colon}${value()}`).join(comma) + tail
        );
      });
      expectSame(`${text.join('\n')}\n`, pieces);
    }),
    { numRuns: 400 },
  );
});

test('lines whose data is no object count as unknown, however many there are', () => {
  for (const data of ['"x"', '5', '"stage"']) {
    const text = Array.from({ length: 9 }, (_, i) => `{"ts": ${i}.5, "type": "metrics", "data": ${data}}\n`).join('');
    expectSame(text);
    expect(readAll(text, newPatternReader())[0]?.facts.unknownEvents).toBe(9);
  }
});

test('long runs of one pattern fill groups to the line and to the byte as they do without', () => {
  const line = (i: number, metrics: number): string => {
    const data = Object.fromEntries(
      Array.from({ length: metrics }, (_, k) => [`m/${k}`, Math.sin(i * 31 + k) * 10 ** (k % 7)]),
    );
    return `${JSON.stringify({ ts: 1.7e9 + i / 8, type: 'metrics', data: { ...data, step: i, stage: i % 900 < 450 ? 'a' : 'b' } })}\n`;
  };
  const few = Array.from({ length: 3 * GROUP_LINES }, (_, i) => line(i, 3) + (i % 500 === 499 ? line(i, 5) : '')).join(
    '',
  );
  expectSame(few, [1, 70_000, 99, 5]);
  const wide = Array.from({ length: 700 }, (_, i) => line(i, 400)).join('');
  expect(wide.length).toBeGreaterThan(GROUP_BYTES);
  expectSame(wide, [2_000_000]);
  // A line that is longer than what patterns are kept of.
  expectSame([line(1, 4_000), line(2, 4_000), line(3, 2), line(4, 2)].join(''));
});
