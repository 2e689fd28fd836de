import { NUMBER_MODULE } from './numberModule.ts';

/** Prints numbers into a memory of its own. */
export interface NumberPrinter {
  memory: Uint8Array;
  /** Where text begins and where the last number may begin. */
  start: number;
  end: number;
  /** Where labels may lie: short texts that are printed again and again. */
  labels: { start: number; end: number };
  /** Prints the finite `value` at `at`; where its text ends. */
  print(value: number, at: number): number;
  /** Prints the label of `length` bytes that lies at `label`, and the finite `value` behind it; where its text ends. */
  printBehind(value: number, at: number, label: number, length: number): number;
}

/** As JavaScript prints it, but with an exponent from 2^53 on: Python would read the digits as another, exact integer. */
export function numberText(value: number): string {
  return value >= 9007199254740992 || value <= -9007199254740992 ? value.toExponential() : `${value}`;
}

const POWERS = 292 + 324 + 1;
const TEXT = 9_920;
const LONGEST = 64;
const TEXT_END = 1024 * 1024;
/** Copies go by eight bytes, so the last label ends before the memory does. */
const LABELS = { start: TEXT_END, end: TEXT_END + 64 * 1024 - 8 };

interface Printing extends Pick<NumberPrinter, 'print' | 'printBehind'> {
  memory: WebAssembly.Memory;
}

/** More than twice as fast as `numberText`, and without a string to collect. null where WebAssembly cannot be had. */
export function fastPrinter(): NumberPrinter | null {
  try {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(NUMBER_MODULE, 'base64')));
    const { memory, print, printBehind } = instance.exports as unknown as Printing;
    writePowers(new DataView(memory.buffer));
    const bytes = new Uint8Array(memory.buffer);
    return { memory: bytes, start: TEXT, end: TEXT_END - LONGEST, labels: LABELS, print, printBehind };
  } catch {
    return null;
  }
}

export function plainPrinter(): NumberPrinter {
  const memory = new Uint8Array(LABELS.end);
  const print = (value: number, at: number): number => {
    const text = numberText(value);
    for (let i = 0; i < text.length; i++) memory[at + i] = text.charCodeAt(i);
    return at + text.length;
  };
  const printBehind: NumberPrinter['printBehind'] = (value, at, label, length) => {
    memory.copyWithin(at, label, label + length);
    return print(value, at + length);
  };
  return { memory, start: 0, end: TEXT_END - LONGEST, labels: LABELS, print, printBehind };
}

/** g(k) = ceil(10^k · 2^(127 - floor(log2(10^k)))) for k = -292 … 324: 128 bits each, the high half first. */
function writePowers(out: DataView): void {
  for (let i = 0; i < POWERS; i++) {
    const g = power(i - 292);
    out.setBigUint64(16 * i, g >> 64n, true);
    out.setBigUint64(16 * i + 8, g & 0xffffffffffffffffn, true);
  }
}

function power(k: number): bigint {
  const shift = 127 - ((k * 1_741_647) >> 19);
  if (k >= 0) {
    const whole = 10n ** BigInt(k);
    return shift >= 0 ? whole << BigInt(shift) : ceilDivide(whole, 1n << BigInt(-shift));
  }
  return ceilDivide(1n << BigInt(shift), 10n ** BigInt(-k));
}

function ceilDivide(a: bigint, b: bigint): bigint {
  return (a + b - 1n) / b;
}
