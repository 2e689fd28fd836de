import { memo, useMemo } from 'react';
import { ansiSpans } from '../../shared/ansi.ts';
import { type LogLine, MOST_LINE_BYTES } from '../../shared/logs.ts';
import { formatBytes } from '../ui/formatCount.ts';
import { ansiCss } from './ansiCss.ts';
import { highlight } from './highlight.ts';

interface LogRowProps {
  line: LogLine;
  /** Shown as the line's number; "" while numbers are not known. */
  number: string;
  query: string;
  /** The line that was jumped to. */
  current: boolean;
  /** Its end has not been written yet. */
  pending: boolean;
}

/** One line. The number is generated content, so that it is neither selected nor copied. */
export const LogRow = memo(function LogRow({ line, number, query, current, pending }: LogRowProps) {
  const pieces = useMemo(() => {
    let at = 0;
    return highlight(ansiSpans(line.text), query).map((piece) => {
      const keyed = { ...piece, at };
      at += piece.text.length;
      return keyed;
    });
  }, [line.text, query]);
  return (
    <div className={`log-row${current ? ' current' : ''}${pending ? ' pending' : ''}${line.tqdm ? ' bar' : ''}`}>
      <span className="log-number" data-number={number} aria-hidden="true" />
      <span className="log-text" dir="ltr">
        {pieces.map(({ text, style, hit, at }) =>
          hit ? (
            <mark key={at} style={ansiCss(style)}>
              {text}
            </mark>
          ) : (
            <span key={at} style={ansiCss(style)}>
              {text}
            </span>
          ),
        )}
        {line.cut !== null && <LogCutNote {...line.cut} />}
      </span>
    </div>
  );
});

function LogCutNote({ bytes, shown }: { bytes: number; shown: 'start' | 'end' }) {
  return (
    <span className="log-cut">
      line cut: its {shown} is shown, at most {formatBytes(MOST_LINE_BYTES)} of {formatBytes(bytes)}
    </span>
  );
}
