import { type KeyboardEvent, type PointerEvent, useRef, type WheelEvent } from 'react';

export interface FollowIntent {
  onWheel(event: WheelEvent<HTMLElement>): void;
  onKeyDown(event: KeyboardEvent<HTMLElement>): void;
  onPointerMove(event: PointerEvent<HTMLElement>): void;
  onTouchMove(): void;
  /** Call when the list has scrolled; `atEnd` when the last line is in sight. */
  onScrolled(atEnd: boolean): void;
}

interface FollowIntentProps {
  follow: boolean;
  onFollow: (follow: boolean) => void;
  onHome: () => void;
  onEnd: () => void;
}

const UP = new Set(['ArrowUp', 'PageUp']);
const DOWN = new Set(['ArrowDown', 'PageDown']);

/**
 * Tells what a person wants from how they scroll: up, or beginning to select, stops following; down to the end starts it.
 * Only what a person does counts: the list scrolls by itself all the time.
 */
export function useFollowIntent({ follow, onFollow, onHome, onEnd }: FollowIntentProps): FollowIntent {
  const goingDown = useRef(false);
  const up = (element: HTMLElement) => {
    goingDown.current = false;
    if (follow && element.scrollTop > 0) onFollow(false);
  };
  return {
    onWheel: (event) => {
      if (event.deltaY < 0) up(event.currentTarget);
      else if (event.deltaY > 0) goingDown.current = true;
    },
    onKeyDown: (event) => {
      if (UP.has(event.key)) up(event.currentTarget);
      else if (DOWN.has(event.key)) goingDown.current = true;
      else if (event.key === 'Home') onHome();
      else if (event.key === 'End') onEnd();
      else return;
      if (event.key === 'Home' || event.key === 'End') event.preventDefault();
      event.stopPropagation();
    },
    onPointerMove: (event) => {
      if (follow && event.buttons === 1 && window.getSelection()?.isCollapsed === false) onFollow(false);
    },
    onTouchMove: () => {
      goingDown.current = true;
    },
    onScrolled: (atEnd) => {
      if (!atEnd || follow || !goingDown.current) return;
      goingDown.current = false;
      onFollow(true);
    },
  };
}
