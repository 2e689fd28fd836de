import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import wabt from 'wabt';
import { NUMBER_MODULE } from './numberModule.ts';
import { fastPrinter, type NumberPrinter, numberText, plainPrinter } from './numberPrinter.ts';
import { textBy, writeText } from './writeText.ts';

const fast = fastPrinter() as NumberPrinter;

function printed({ memory, start, print }: NumberPrinter, value: number): string {
  return Buffer.from(memory.subarray(start, print(value, start))).toString();
}

/** The double of these 64 bits. */
function fromBits(bits: bigint): number {
  return new Float64Array(BigUint64Array.of(bits).buffer)[0] as number;
}

test('the compiled module is what its source says', async () => {
  const source = readFileSync(new URL('numberText.wat', import.meta.url), 'utf8');
  const { buffer } = (await wabt()).parseWat('numberText.wat', source).toBinary({});
  expect(Buffer.from(buffer).toString('base64')).toBe(NUMBER_MODULE);
});

test('numbers are printed as JavaScript prints them, at every exponent', () => {
  const values = [
    0,
    -0,
    0.1,
    0.3,
    1e-6,
    9.5e-7,
    1e-7,
    5e-324,
    Number.MAX_VALUE,
    2 ** 53 - 1,
    2 ** 53,
    1e21,
    -1e23,
    100,
  ];
  for (let exponent = 0n; exponent < 2047n; exponent++)
    for (const fraction of [0n, 1n, 0x8000000000000n, 0xfffffffffffffn])
      values.push(fromBits((exponent << 52n) | fraction));
  for (let e = -323; e < 309; e++) values.push(Number(`1e${e}`), Number(`-9.99e${e}`), Number(`1.7e${e}`));
  const wrong = values
    .filter(Number.isFinite)
    .filter((value) => printed(fast, value) !== numberText(value) || Number(numberText(value)) !== value);
  expect(wrong).toEqual([]);
});

test('any bits are printed as the slow printer prints them', () => {
  const plain = plainPrinter();
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.double({ min: 0, max: 1e6 }), (bits, common) => {
      for (const value of [fromBits(bits), common, Math.round(common * 1000) / 1000].filter(Number.isFinite))
        if (printed(fast, value) !== printed(plain, value)) throw new Error(`${value}: ${printed(fast, value)}`);
    }),
    { numRuns: 5_000 },
  );
});

test('a text longer than the memory loses nothing', () => {
  const long = Buffer.alloc(3_000_000, 'x');
  for (const printer of [fast, plainPrinter()]) {
    const text = Buffer.concat(
      textBy(printer, (out) => {
        for (let i = 0; i < 300_000; i++) {
          out.number(i / 8);
          out.bytes(Buffer.from(','));
        }
        out.bytes(long);
        out.number(-7);
      }),
    ).toString();
    expect(text === `${Array.from({ length: 300_000 }, (_, i) => `${i / 8},`).join('')}${long}-7`).toBe(true);
  }
});

test('numbers behind labels are those behind texts, with more labels than there is room for and over the end of the memory', () => {
  const names = Array.from({ length: 3_000 }, (_, i) => Buffer.from(`,"${'metric'.repeat(i % 9)}/${i}":`));
  for (const printer of [fast, plainPrinter()]) {
    const text = Buffer.concat(
      textBy(printer, (out) => {
        const labels = names.map(out.label);
        expect(labels.some(({ at }) => at < 0)).toBe(true);
        for (let row = 0; row < 30; row++)
          for (const [i, label] of labels.entries()) out.labelled(label, (row - 9) / (i + 1));
      }),
    ).toString();
    const expected: string[] = [];
    for (let row = 0; row < 30; row++)
      for (const [i, name] of names.entries()) expected.push(`${name}${numberText((row - 9) / (i + 1))}`);
    expect(text === expected.join('')).toBe(true);
  }
});

test('two texts at once are refused, and the next is written all the same', () => {
  expect(() => writeText(() => void writeText(() => {}))).toThrow('one text is written at a time');
  expect(Buffer.concat(writeText((out) => out.number(1.5))).toString()).toBe('1.5');
});
