import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useEffectEvent, useLayoutEffect, useMemo, useRef } from 'react';
import { LogRow } from './LogRow.tsx';
import { type LogWindow, reachesEnd } from './logWindow.ts';
import { useFollowIntent } from './useFollowIntent.ts';
import { useGoToTarget } from './useGoToTarget.ts';

const ROW_PX = 20;

/** Indexes of the rows in sight, and of how many. */
export interface LogRange {
  first: number;
  last: number;
  count: number;
}

interface LogListProps {
  id: string;
  window: LogWindow;
  follow: boolean;
  wrap: boolean;
  query: string;
  /** Number of the line to point out. */
  marked: number | null;
  onFollow: (follow: boolean) => void;
  onRange: (range: LogRange) => void;
  onHome: () => void;
  onEnd: () => void;
  /** A line was clicked, or Enter pressed on the one pointed out; null where that means nothing. */
  onLine: ((line: number) => void) | null;
}

/** The lines that are held, of which only those in sight are elements. Keeps its place when lines come before or behind. */
export function LogList(props: LogListProps) {
  const { window, follow, wrap, query, marked, onFollow, onRange, onHome, onEnd, onLine } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const { lines, pending, target, numbered } = window;
  const rows = useMemo(() => (pending === null ? lines : [...lines, pending]), [lines, pending]);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => rows[index]?.number ?? index,
    overscan: 12,
    anchorTo: 'end',
    followOnAppend: follow,
    scrollEndThreshold: ROW_PX / 2,
  });
  useGoToTarget(virtualizer, rows, target);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the end moves with the rows.
  useLayoutEffect(() => {
    if (follow) virtualizer.scrollToEnd();
  }, [follow, rows]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured heights are those of the other way to wrap.
  useLayoutEffect(() => virtualizer.measure(), [wrap]);
  const { startIndex = 0, endIndex = -1 } = virtualizer.range ?? {};
  const tellRange = useEffectEvent(onRange);
  useEffect(
    () => tellRange({ first: startIndex, last: endIndex, count: rows.length }),
    [startIndex, endIndex, rows.length],
  );
  const intent = useFollowIntent({ follow, onFollow, onHome, onEnd });
  const digits = String(Math.max(window.state?.total ?? 0, window.to)).length;
  return (
    <section
      ref={scroller}
      id={props.id}
      className={`log-list${wrap ? ' wrap' : ''}${onLine === null ? '' : ' tied'}`}
      style={{ '--log-digits': digits } as React.CSSProperties}
      aria-label="Log lines"
      tabIndex={0}
      onWheel={intent.onWheel}
      onClick={(event) => {
        const line = lineOf(event.target);
        // A click that ends a selection of text is meant for the selection.
        if (line !== null && document.getSelection()?.isCollapsed !== false) onLine?.(line);
      }}
      onKeyDown={(event) => {
        const line = marked ?? rows[startIndex]?.number;
        if (event.key === 'Enter' && line !== undefined) onLine?.(line);
        else intent.onKeyDown(event);
      }}
      onPointerMove={intent.onPointerMove}
      onTouchMove={intent.onTouchMove}
      onScroll={(event) => intent.onScrolled(reachesEnd(window) && isAtEnd(event.currentTarget))}
    >
      <div className="log-rows" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const line = rows[item.index];
          if (line === undefined) return null;
          return (
            <div
              key={item.key}
              ref={wrap ? virtualizer.measureElement : undefined}
              data-index={item.index}
              data-line={numbered && line !== pending ? line.number : undefined}
              className="log-place"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <LogRow
                line={line}
                number={numbered ? String(line.number) : ''}
                query={query}
                current={line.number === marked}
                pending={line === pending}
              />
            </div>
          );
        })}
      </div>
    </section>
  );
}

/** The number of the line that an element is part of. */
function lineOf(target: EventTarget): number | null {
  const place = target instanceof Element ? target.closest<HTMLElement>('[data-line]') : null;
  return place === null ? null : Number(place.dataset.line);
}

function isAtEnd({ scrollHeight, scrollTop, clientHeight }: HTMLElement): boolean {
  return scrollHeight - scrollTop - clientHeight < ROW_PX / 2;
}
