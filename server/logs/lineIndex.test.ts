import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFastScanner, createPlainScanner, type NewlineScanner, SCAN_BYTES } from './countNewlines.ts';
import { BLOCK_BYTES, LineIndex } from './lineIndex.ts';

test('both scanners count the same newlines in any stretch of any bytes', () => {
  const fast = createFastScanner();
  const plain = createPlainScanner();
  expect(fast).not.toBe(null);
  const scanners = [fast as NewlineScanner, plain];
  const bytes = fc.uint8Array({ max: 20, maxLength: 6_000 });
  const property = fc.property(
    bytes,
    fc.nat(40),
    fc.nat(40),
    fc.constantFrom<0 | 1>(0, 1),
    (data, skip, less, which) => {
      const counts = scanners.map((scanner) => {
        scanner.buffers[which].set(data);
        return scanner.count(
          which,
          Math.min(skip, data.length),
          Math.max(Math.min(skip, data.length), data.length - less),
        );
      });
      expect(counts[0]).toBe(counts[1]);
    },
  );
  fc.assert(property, { numRuns: 300 });
  fast?.buffers[1].fill(10);
  expect(fast?.count(1, 0, SCAN_BYTES)).toBe(SCAN_BYTES);
});

function newlinesOf(bytes: Buffer): number[] {
  const places: number[] = [];
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) places.push(at);
  return places;
}

/** Feeds an index with pieces of the given lengths, over and over. */
function indexOf(bytes: Buffer, lengths: number[]): LineIndex {
  const index = new LineIndex();
  for (let i = 0; index.scanned < bytes.length; i++) {
    const wanted = lengths[i % lengths.length] ?? 1;
    const piece = bytes.subarray(index.scanned, index.scanned + Math.min(wanted, index.room));
    index.feed(piece.length, newlinesOf(piece).length, piece.lastIndexOf(10));
  }
  return index;
}

function someLines(lineLength: (i: number) => number, total: number): Buffer {
  const lines: string[] = [];
  for (let i = 0, bytes = 0; bytes < total; i++) {
    lines.push('x'.repeat(lineLength(i)));
    bytes += lineLength(i) + 1;
  }
  return Buffer.from(`${lines.join('\n')}\ntorn`);
}

const SHAPES: [name: string, bytes: Buffer][] = [
  ['even lines', someLines(() => 99, 300_000)],
  ['empty lines', someLines(() => 0, 70_000)],
  ['lines longer than several blocks', someLines((i) => (i % 5 === 0 ? 3 * BLOCK_BYTES : 10), 900_000)],
  ['lines that end where blocks end', someLines(() => BLOCK_BYTES - 1, 5 * BLOCK_BYTES)],
  ['one torn line', Buffer.from('torn')],
];

test.each(SHAPES)('%s are found by number, however the file grew', (_name, bytes) => {
  const newlines = newlinesOf(bytes);
  for (const lengths of [[1_000_000], [7, 1000, 1], [BLOCK_BYTES]]) {
    const index = indexOf(bytes, lengths);
    expect(index.lines).toBe(newlines.length);
    expect(index.end).toBe((newlines.at(-1) ?? -1) + 1);
    for (let line = 1; line <= newlines.length; line += 1 + Math.floor(newlines.length / 60)) {
      const place = index.newlineOf(line);
      const inBlock = newlinesOf(bytes.subarray(place?.from, place?.to));
      expect((place?.from ?? 0) + (inBlock[(place?.nth ?? 0) - 1] ?? -1)).toBe(newlines[line - 1]);
    }
    expect(index.newlineOf(0)).toBe(null);
    expect(index.newlineOf(newlines.length + 1)).toBe(null);
  }
});

test('a block knows how many lines end before it', () => {
  const bytes = someLines(() => 99, 300_000);
  const index = indexOf(bytes, [1_000_000]);
  for (const offset of [0, 100, BLOCK_BYTES - 1, BLOCK_BYTES, 200_000, bytes.length]) {
    const { from, linesBefore } = index.blockOf(offset);
    expect(offset - from).toBeLessThan(BLOCK_BYTES);
    expect(linesBefore).toBe(newlinesOf(bytes.subarray(0, from)).length);
  }
});
