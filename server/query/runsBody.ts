import type { RunRow } from '../../shared/run.ts';
import { joinBytes } from './writeText.ts';

const [OPEN, COMMA, CLOSE] = ['[', ',', ']'].map((text) => Buffer.from(text)) as [Buffer, Buffer, Buffer];

/** A row's JSON; rows are objects that are never changed (`rowCache`). */
const texts = new WeakMap<RunRow, Buffer>();

/** The rows as one JSON array. A row is put into text once for as long as it stays what it is. */
export function runsBody(rows: readonly RunRow[]): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [OPEN];
  rows.forEach((row, i) => {
    const text = texts.get(row) ?? Buffer.from(JSON.stringify(row));
    texts.set(row, text);
    if (i > 0) parts.push(COMMA);
    parts.push(text);
  });
  parts.push(CLOSE);
  return joinBytes(parts);
}
