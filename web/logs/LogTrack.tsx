import { type PointerEvent, useRef, useState } from 'react';
import { lineAtThumb, thumbOf } from './trackGeometry.ts';
import { useHeight } from './useHeight.ts';

interface LogTrackProps {
  /** Id of the list that it scrolls. */
  controls: string;
  /** Numbers of the first and the last line in sight. */
  first: number;
  last: number;
  total: number;
  /** Lines to mark: what a search found. */
  marks: readonly number[];
  /** A line that is to stand in the middle. */
  onJump: (line: number) => void;
  onEnd: () => void;
  /** The wheel was turned over the track. */
  onWheel: (delta: number) => void;
}

/** Marks drawn at most; beyond, neighbours would cover each other anyway. */
const MOST_MARKS = 200;

/**
 * Stands for the whole file, as the list's own scroll bar cannot: ten million rows are higher than an element can be, and
 * only a stretch of them is held.
 */
export function LogTrack({ controls, first, last, total, marks, onJump, onEnd, onWheel }: LogTrackProps) {
  const track = useRef<HTMLDivElement>(null);
  /** While the thumb is dragged, where it was seized and where it is. */
  const [drag, setDrag] = useState<{ grip: number; top: number } | null>(null);
  const height = useHeight(track);
  const visible = Math.max(1, last - first + 1);
  const thumb = thumbOf(first, last, total, height);
  const step = Math.max(1, Math.ceil(marks.length / MOST_MARKS));

  function moveTo(top: number): void {
    const line = lineAtThumb(top, thumb.height, visible, total, height);
    if (line + visible > total) onEnd();
    else onJump(line === 1 ? 1 : line + Math.floor(visible / 2));
  }

  function seize(event: PointerEvent<HTMLDivElement>): void {
    if (event.button !== 0 || track.current === null) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const y = event.clientY - track.current.getBoundingClientRect().top;
    const onThumb = y >= thumb.top && y <= thumb.top + thumb.height;
    const grip = onThumb ? y - thumb.top : thumb.height / 2;
    setDrag({ grip, top: y - grip });
    if (!onThumb) moveTo(y - grip);
  }

  function pull(event: PointerEvent<HTMLDivElement>): void {
    if (drag === null || track.current === null) return;
    const top = event.clientY - track.current.getBoundingClientRect().top - drag.grip;
    setDrag({ ...drag, top });
    moveTo(top);
  }

  const shown = drag === null ? thumb.top : Math.max(0, Math.min(height - thumb.height, drag.top));
  return (
    <div
      ref={track}
      className="log-track"
      role="scrollbar"
      aria-controls={controls}
      aria-orientation="vertical"
      aria-label="Place in the log"
      aria-valuemin={1}
      aria-valuemax={Math.max(1, total)}
      aria-valuenow={Math.min(Math.max(1, first), Math.max(1, total))}
      tabIndex={-1}
      onWheel={(event) => onWheel(event.deltaY)}
      onPointerDown={seize}
      onPointerMove={pull}
      onPointerUp={() => setDrag(null)}
      onPointerCancel={() => setDrag(null)}
    >
      {marks
        .filter((_, index) => index % step === 0)
        .map((line) => (
          <i key={line} style={{ top: `${(100 * (line - 1)) / Math.max(1, total)}%` }} />
        ))}
      <b hidden={thumb.height >= height} style={{ transform: `translateY(${shown}px)`, height: thumb.height }} />
    </div>
  );
}
