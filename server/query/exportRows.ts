import { DEFAULT_SCALE } from '../columns/seriesKey.ts';
import type { View } from './currentView.ts';
import type { RunSeries } from './runReader.ts';
import { joinBytes, type TextWriter, writeText } from './writeText.ts';

export type ExportFormat = 'csv' | 'jsonl';

/** Points [begin, end) of one series' current view as lines: one point a line, whatever else was logged beside it. */
export function exportRows(
  run: string,
  { id }: RunSeries,
  view: View,
  [begin, end]: [number, number],
  format: ExportFormat,
): Uint8Array<ArrayBuffer> {
  const labels = Object.keys(id.labels).length === 0 ? '' : JSON.stringify(id.labels);
  const write = format === 'csv' ? csvWriter([run, id.name, id.scale, labels]) : jsonWriter(run, id);
  return joinBytes(
    writeText((out) => {
      for (let i = begin; i < end; i++) write(out, view, i);
    }),
  );
}

type RowWriter = (out: TextWriter, view: View, i: number) => void;

function csvWriter(texts: string[]): RowWriter {
  const [head, comma, newline] = [`${texts.map(csvCell).join(',')},`, ',', '\n'].map(utf8) as [Bytes, Bytes, Bytes];
  return (out, view, i) => {
    out.bytes(head);
    cell(out, view.step[i] as number);
    out.bytes(comma);
    cell(out, view.time[i] as number);
    out.bytes(comma);
    const value = view.value[i] as number;
    if (value - value === 0) out.number(value);
    else out.bytes(utf8(String(value)));
    out.bytes(newline);
  };
}

function cell(out: TextWriter, value: number): void {
  if (!Number.isNaN(value)) out.number(value);
}

function jsonWriter(run: string, { name, scale, labels }: RunSeries['id']): RowWriter {
  const said = {
    run,
    metric: name,
    ...(scale === DEFAULT_SCALE ? {} : { scale }),
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
  };
  const parts = [`${JSON.stringify(said).slice(0, -1)},"step":`, ',"time":', ',"value":', '}\n', 'null'].map(utf8);
  const [head, time, value, end, none] = parts as [Bytes, Bytes, Bytes, Bytes, Bytes];
  const number = (out: TextWriter, x: number): void => (Number.isNaN(x) ? out.bytes(none) : out.number(x));
  return (out, view, i) => {
    out.bytes(head);
    number(out, view.step[i] as number);
    out.bytes(time);
    number(out, view.time[i] as number);
    out.bytes(value);
    const y = view.value[i] as number;
    if (y - y === 0) out.number(y);
    else out.bytes(utf8(`"${y}"`));
    out.bytes(end);
  };
}

/** RFC 4180. Text that a spreadsheet would take for a formula gets a quote in front (OWASP ASVS 1.2.10). */
export function csvCell(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is one of the signs that begin a formula
  const safe = /^[=+\-@\t\r\x00]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

type Bytes = Uint8Array;

function utf8(text: string): Bytes {
  return Buffer.from(text);
}
