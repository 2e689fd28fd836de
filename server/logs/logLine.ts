import type { LogLine } from '../../shared/logs.ts';
import { classifyLine, type LineKind } from '../../shared/tqdm.ts';
import type { RawLine } from './lineSplitter.ts';

/** A line on its way through a filter: what it is, is found out once. */
export interface NumberedLine extends LogLine {
  readonly kind: LineKind;
}

export function numberLine(raw: RawLine, number: number): NumberedLine {
  const kind = classifyLine(raw.text);
  const tqdm = kind.kind === 'bar' || kind.kind === 'move';
  return { ...raw, number, tqdm, bar_from: kind.kind === 'bar' ? kind.count : null, kind };
}

export function kindOf(line: NumberedLine): LineKind {
  return line.kind;
}

/** The line as it is sent. */
export function sentLine({ number, offset, text, cut, tqdm, bar_from }: NumberedLine): LogLine {
  return { number, offset, text, cut, tqdm, bar_from };
}
