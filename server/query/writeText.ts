import { fastPrinter, type NumberPrinter, plainPrinter } from './numberPrinter.ts';

/** ASCII and UTF-8 bytes, put one behind the other. */
export interface TextWriter {
  /** A finite number. */
  number(value: number): void;
  bytes(text: Uint8Array): void;
}

let printer: NumberPrinter | undefined;
let writing = false;

/** The text that `write` writes, in pieces. It must not wait for anything: all texts of a thread are made in one memory. */
export function writeText(write: (out: TextWriter) => void): Uint8Array[] {
  if (writing) throw new Error('one text is written at a time');
  printer ??= fastPrinter() ?? plainPrinter();
  writing = true;
  try {
    return textBy(printer, write);
  } finally {
    writing = false;
  }
}

export function textBy({ memory, start, end, print }: NumberPrinter, write: (out: TextWriter) => void): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let at = start;
  const flush = (): void => {
    if (at > start) parts.push(memory.slice(start, at));
    at = start;
  };
  write({
    number: (value) => {
      if (at > end) flush();
      at = print(value, at);
    },
    bytes: (text) => {
      const n = text.length;
      if (at + n > end) {
        flush();
        if (n > end - start) {
          parts.push(text.slice());
          return;
        }
      }
      for (let i = 0; i < n; i++) memory[at + i] = text[i] as number;
      at += n;
    },
  });
  flush();
  return parts;
}

/** One buffer of its own, which can be handed to another thread without a copy. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
