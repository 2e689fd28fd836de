import { type ReactNode, useEffect, useEffectEvent, useId, useRef, useState } from 'react';
import { plainText } from '../../shared/ansi.ts';
import './logs.css';
import { copyText } from './copyText.ts';
import { LogList, type LogRange } from './LogList.tsx';
import { LogNotice } from './LogNotice.tsx';
import { LogSearchBox } from './LogSearchBox.tsx';
import { LogToolbar } from './LogToolbar.tsx';
import { LogTrack } from './LogTrack.tsx';
import { FIRST_LOOK, type LogLook } from './logLook.ts';
import { currentHit } from './logSearch.ts';
import type { LogWindow } from './logWindow.ts';
import { useLogSearch } from './useLogSearch.ts';
import { useLogWindow } from './useLogWindow.ts';

/** A line to show and to point out. `key` changes with each time that it is to be shown anew. */
export interface MarkedLine {
  line: number;
  key: string;
  /** Nobody chose it just now: a hit of the search goes before it. */
  isGiven: boolean;
}

interface LogViewProps {
  /** Id, or path/id. */
  runId: string;
  /** Pixels; without it the view fills its parent. */
  height?: number;
  /** The line to show and to point out. */
  mark?: MarkedLine | null;
  /** What is said above the lines about it. */
  note?: ReactNode;
  /** How it is looked at first, and who keeps it. */
  look?: LogLook;
  onLook?: (look: LogLook) => void;
  /** A line was clicked. */
  onLine?: (line: number) => void;
}

/** The log of a run: last lines first, then live. */
export function LogView(props: LogViewProps) {
  return <RunLog key={props.runId} {...props} />;
}

/** Rows from an edge of what is held at which more is asked for. */
const NEAR = 100;

function RunLog({ runId, height, mark = null, note, look = FIRST_LOOK, onLook, onLine }: LogViewProps) {
  const body = useRef<HTMLDivElement>(null);
  const listId = useId();
  const [follow, setFollow] = useState(true);
  const [wrap, setWrap] = useState(look.wrap);
  const [copied, setCopied] = useState<string | null>(null);
  const [range, setRange] = useState<LogRange>({ first: 0, last: -1, count: 0 });
  const top = range.first < NEAR && (!follow || range.count < NEAR);
  const sight = { top, bottom: range.last >= range.count - NEAR, follow };
  const { window, dispatch, connection, error } = useLogWindow(runId, sight, look.mode);
  const [search, dispatchSearch, searchError] = useLogSearch(runId, window.mode, window.generation, look);
  const tellLook = useEffectEvent(() => onLook?.({ mode: window.mode, wrap, search: search.text, hit: search.line }));
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is told.
  useEffect(() => tellLook(), [window.mode, wrap, search.text, search.line]);
  const firstLine = window.lines[range.first]?.number ?? 1;
  const lastLine = window.lines[Math.min(range.last, window.lines.length - 1)]?.number ?? firstLine;

  function followEnd(wanted: boolean): void {
    setFollow(wanted);
    if (wanted) dispatch({ type: 'end' });
  }
  function jump(line: number): void {
    setFollow(false);
    dispatch({ type: 'jump', line });
  }
  function scrollBy(delta: number): void {
    if (delta < 0) setFollow(false);
    body.current?.querySelector('.log-list')?.scrollBy(0, delta);
  }
  // What was clicked here is in sight: only what was chosen elsewhere is scrolled to.
  const clicked = useRef<number | null>(null);
  const showMark = useEffectEvent(() => {
    const isBehindHit = mark?.isGiven === true && search.line !== null;
    if (mark !== null && mark.line !== clicked.current && !isBehindHit) jump(mark.line);
    clicked.current = null;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each mark.
  useEffect(() => showMark(), [mark?.key, mark?.line]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the hit that it begins with.
  useEffect(() => {
    if (look.hit !== null) jump(look.hit);
  }, []);
  function click(line: number): void {
    clicked.current = line;
    setFollow(false);
    onLine?.(line);
  }
  function goToHit(index: number): void {
    dispatchSearch({ type: 'go', index });
    const hit = search.hits[index];
    if (hit !== undefined) jump(hit.number);
  }
  function setMode(mode: LogWindow['mode']): void {
    dispatch({ type: 'mode', mode, line: follow ? null : firstLine });
  }
  async function copy(): Promise<void> {
    const { text, what } = copyable(window);
    setCopied((await copyText(text)) ? `copied ${what}` : 'the browser does not allow copying');
    setTimeout(() => setCopied(null), 3_000);
  }

  return (
    <div className="log" style={height === undefined ? undefined : { height }}>
      <LogToolbar
        window={window}
        wrap={wrap}
        follow={follow}
        copied={copied}
        onMode={setMode}
        onWrap={setWrap}
        onFollow={followEnd}
        onCopy={() => void copy()}
      >
        <LogSearchBox
          search={search}
          dispatch={dispatchSearch}
          error={searchError}
          onHit={goToHit}
          onShowBars={() => setMode('keep')}
        />
      </LogToolbar>
      {note && <div className="log-notice tie">{note}</div>}
      <LogNotice window={window} connection={connection} error={error} />
      <div className="log-body" ref={body}>
        <LogList
          id={listId}
          window={window}
          follow={follow}
          wrap={wrap}
          query={search.text}
          marked={search.hits[currentHit(search)]?.number ?? mark?.line ?? null}
          onLine={onLine === undefined ? null : click}
          onFollow={followEnd}
          onRange={setRange}
          onHome={() => jump(1)}
          onEnd={() => followEnd(true)}
        />
        <LogTrack
          controls={listId}
          first={firstLine}
          last={lastLine}
          total={window.state?.total ?? 0}
          marks={search.hits.map((hit) => hit.number)}
          onJump={jump}
          onEnd={() => followEnd(true)}
          onWheel={scrollBy}
        />
      </div>
    </div>
  );
}

/** What the copy button copies: the selection in the log, else the lines that are held. */
function copyable({ lines, numbered }: LogWindow): { text: string; what: string } {
  const selection = document.getSelection();
  const selected = selection?.toString() ?? '';
  if (selected !== '' && selection?.anchorNode?.parentElement?.closest('.log-list')) {
    return { text: selected, what: 'the selection' };
  }
  const text = lines.map((line) => `${plainText(line.text)}\n`).join('');
  const ends = numbered ? `: ${lines[0]?.number ?? 0} – ${lines.at(-1)?.number ?? 0}` : '';
  return { text, what: `${lines.length.toLocaleString('en-US')} lines${ends}` };
}
