import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MOST_LINE_BYTES } from '../../shared/logs.ts';
import { LineSplitter, type RawLine } from './lineSplitter.ts';

function split(
  bytes: Buffer,
  lengths: number[] = [bytes.length + 1],
  offset = 0,
): [lines: RawLine[], rest: RawLine | null] {
  const splitter = new LineSplitter(offset);
  const lines: RawLine[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const length = Math.max(1, lengths[i % lengths.length] ?? 1);
    // A copy that is overwritten afterwards, as a buffer for reading is.
    const piece = Buffer.from(bytes.subarray(at, at + length));
    lines.push(...splitter.push(piece));
    piece.fill(0);
    at += length;
  }
  return [lines, splitter.pending()];
}

function texts(bytes: Buffer | string): string[] {
  return split(Buffer.from(bytes))[0].map((line) => line.text);
}

test('a line ends at its newline, a carriage return before it is taken off', () => {
  expect(texts('one\ntwo\r\n\n\r\nthree')).toEqual(['one', 'two', '', '']);
  expect(texts(' 1%|#\r 2%|##\n')).toEqual([' 1%|#\r 2%|##']);
});

test('offsets count bytes', () => {
  const [lines, rest] = split(Buffer.from('één\r\n\nx\nrest'), [3], 100);
  expect([...lines, rest].map((line) => line?.offset)).toEqual([100, 107, 108, 110]);
  expect(rest?.text).toBe('rest');
});

test('any bytes in any pieces give the same lines', () => {
  const bytes = fc
    .uint8Array({ maxLength: 200 })
    .map((array) => Buffer.from(array.map((byte) => (byte < 40 ? 10 : byte))));
  const property = fc.property(bytes, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (data, lengths) => {
    expect(split(data, lengths)).toEqual(split(data));
    expect(split(data)[0].map((line) => line.text)).toEqual(
      data
        .toString('latin1')
        .split('\n')
        .slice(0, -1)
        .map((line) => Buffer.from(line.replace(/\r$/, ''), 'latin1').toString()),
    );
  });
  fc.assert(property, { numRuns: 300 });
});

test('a line of exactly the most bytes is whole, one byte more is cut', () => {
  const whole = 'x'.repeat(MOST_LINE_BYTES);
  for (const lengths of [[1_000_000], [10_007]]) {
    const [lines] = split(Buffer.from(`${whole}\n${whole}y\nnext\n`), lengths);
    expect(lines.map((line) => [line.text.length, line.cut])).toEqual([
      [MOST_LINE_BYTES, null],
      [MOST_LINE_BYTES, { bytes: MOST_LINE_BYTES + 1, shown: 'start' }],
      [4, null],
    ]);
  }
});

test('a cut falls between characters', () => {
  for (const shift of [0, 1, 2, 3]) {
    const [lines] = split(Buffer.from(`${'x'.repeat(shift)}${'😀'.repeat(MOST_LINE_BYTES / 4)}yyyy\n`));
    expect(lines[0]?.text).not.toContain('\ufffd');
    expect(lines[0]?.cut?.shown).toBe('start');
  }
});

test('of a long line of frames the last ones are shown', () => {
  const frames = Array.from({ length: 9_000 }, (_, i) => `\r${i}/9000 [00:01<00:02, 3.00it/s]`).join('');
  for (const lengths of [[1_000_000], [4_099]]) {
    const [, rest] = split(Buffer.from(frames), lengths);
    expect(rest?.cut).toEqual({ bytes: frames.length, shown: 'end' });
    expect(rest?.text.endsWith('\r8999/9000 [00:01<00:02, 3.00it/s]')).toBe(true);
    expect(split(Buffer.from(`${frames}\n`), lengths)[0][0]).toEqual(rest);
  }
});

test('a line of 200 MB needs little memory', () => {
  const splitter = new LineSplitter(0);
  const piece = Buffer.alloc(128 * 1024, 'x');
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  for (let i = 0; i < 1600; i++) {
    splitter.push(piece);
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }
  const [line] = splitter.push(Buffer.from('\n'));
  expect(line?.cut?.bytes).toBe(1600 * 128 * 1024);
  expect(most).toBeLessThan(64e6);
});
