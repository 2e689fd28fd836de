import { type ReactNode, useEffect, useRef, useState } from 'react';

interface PopoverProps {
  label: string;
  title: string;
  pressed?: boolean;
  /** Where it opens: a menu of commands, or a form. */
  role?: 'menu' | 'dialog';
  children: (close: () => void) => ReactNode;
}

/** A button of a card that opens a small box; a click elsewhere and Esc close it. */
export function Popover({ label, title, pressed, role = 'dialog', children }: PopoverProps) {
  const [open, setOpen] = useState(false);
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const close = (event: Event): void => {
      if (event instanceof KeyboardEvent ? event.key === 'Escape' : !host.current?.contains(event.target as Node)) {
        setOpen(false);
        if (event instanceof KeyboardEvent) event.stopPropagation();
      }
    };
    window.addEventListener('pointerdown', close, true);
    window.addEventListener('keydown', close, true);
    return () => {
      window.removeEventListener('pointerdown', close, true);
      window.removeEventListener('keydown', close, true);
    };
  }, [open]);
  return (
    <div className="card-menu" ref={host}>
      <button
        type="button"
        aria-haspopup={role}
        aria-expanded={open}
        aria-pressed={pressed}
        aria-label={title}
        title={title}
        onClick={() => setOpen(!open)}
      >
        {label}
      </button>
      {open && role === 'menu' && (
        <div className="card-menu-items" role="menu" aria-label={title}>
          {children(() => setOpen(false))}
        </div>
      )}
      {open && role === 'dialog' && (
        <div className="card-menu-items" role="dialog" aria-label={title}>
          {children(() => setOpen(false))}
        </div>
      )}
    </div>
  );
}
