import type { ReactNode } from 'react';
import { goTo, hrefOf } from '../../router/useRoute.ts';

/** The way to the deleted runs. */
export function TrashLink({ className, children }: { className: string; children: ReactNode }) {
  return (
    <a
      className={className}
      href={hrefOf({ page: 'trash' })}
      title="Trash: deleted runs"
      aria-label="Trash"
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey) return;
        event.preventDefault();
        goTo({ page: 'trash' }, '');
      }}
    >
      {children}
    </a>
  );
}

/** A bin. */
export function TrashIcon() {
  return (
    <svg width="14" height="14" viewBox="0 0 14 14" fill="none" stroke="currentColor" aria-hidden="true">
      <path d="M2 3.5h10M5 3.5V2h4v1.5M3.5 3.5l.5 9h6l.5-9M5.8 6v4M8.2 6v4" />
    </svg>
  );
}
