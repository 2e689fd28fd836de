import { fastPrinter, type NumberPrinter, plainPrinter } from './numberPrinter.ts';

/** ASCII and UTF-8 bytes, put one behind the other. */
export interface TextWriter {
  /** A finite number. */
  number(value: number): void;
  bytes(text: Uint8Array): void;
  /** A text to put before many numbers, for as long as this text is being written. */
  label(text: Uint8Array): Label;
  /** The label and the finite number. */
  labelled(label: Label, value: number): void;
}

export interface Label {
  text: Uint8Array;
  /** Where it lies in the printer's memory; -1 where there was no room. */
  at: number;
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

export function textBy(printer: NumberPrinter, write: (out: TextWriter) => void): Uint8Array[] {
  const { memory, start, end, labels, print, printBehind } = printer;
  const parts: Uint8Array[] = [];
  let at = start;
  let free = labels.start;
  const flush = (): void => {
    if (at > start) parts.push(memory.slice(start, at));
    at = start;
  };
  const number = (value: number): void => {
    if (at > end) flush();
    at = print(value, at);
  };
  const bytes = (text: Uint8Array): void => {
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
  };
  write({
    number,
    bytes,
    label: (text) => {
      if (free + text.length > labels.end) return { text, at: -1 };
      memory.set(text, free);
      free += text.length;
      return { text, at: free - text.length };
    },
    labelled: (label, value) => {
      const { length } = label.text;
      if (label.at < 0) {
        bytes(label.text);
        number(value);
        return;
      }
      if (at + length > end) flush();
      at = printBehind(value, at, label.at, length);
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
