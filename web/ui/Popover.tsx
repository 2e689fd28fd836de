import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';

interface PopoverProps {
  /** What the button is called; `children` where it should show something else. */
  label: string;
  title?: string;
  className?: string;
  button?: ReactNode;
  pressed?: boolean;
  /** Rendered while it is open; `close` takes it away. */
  children: (close: () => void) => ReactNode;
}

const GAP = 4;

/** A button and what it opens, in the browser's top layer: no scroller cuts it, Esc and a click elsewhere close it. */
export function Popover({ label, title, className, button, pressed, children }: PopoverProps) {
  const anchor = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const wanted = useRef(false);
  /** What had the focus in it last. */
  const held = useRef<HTMLElement | null>(null);
  // Put to another place in the page, as an axis is that its own menu moves, the browser closes it without a word.
  useLayoutEffect(() => {
    if (wanted.current && panel.current?.matches(':popover-open') === false) panel.current.showPopover();
  });
  const close = (): void => panel.current?.hidePopover();
  const place = (): void => {
    if (anchor.current === null || panel.current === null) return;
    const { left, bottom } = anchor.current.getBoundingClientRect();
    const { width } = panel.current.getBoundingClientRect();
    panel.current.style.left = `${Math.max(GAP, Math.min(left, window.innerWidth - width - GAP))}px`;
    panel.current.style.top = `${bottom + GAP}px`;
    panel.current.style.maxHeight = `${window.innerHeight - bottom - 3 * GAP}px`;
    const first = panel.current.querySelector<HTMLElement>('input, button');
    (held.current?.isConnected ? held.current : first)?.focus();
  };
  return (
    <>
      <button
        ref={anchor}
        type="button"
        className={className}
        title={title}
        aria-label={label}
        aria-expanded={open}
        aria-haspopup="dialog"
        aria-pressed={pressed}
        onClick={() => panel.current?.togglePopover()}
      >
        {button ?? label}
      </button>
      <div
        ref={panel}
        popover="auto"
        role="dialog"
        aria-label={label}
        className="popover"
        onBeforeToggle={(event) => {
          wanted.current = event.newState === 'open';
          if (!wanted.current) held.current = null;
        }}
        onFocus={(event) => {
          held.current = event.target;
        }}
        onToggle={(event) => {
          setOpen(event.newState === 'open');
          if (event.newState === 'open') requestAnimationFrame(place);
          else if (panel.current?.contains(document.activeElement)) anchor.current?.focus();
        }}
      >
        {open && children(close)}
      </div>
    </>
  );
}
