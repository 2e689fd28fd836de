import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { RunRow } from '../../../shared/run.ts';
import type { EditedCell } from './tableActions.ts';
import { useActions } from './useTableActions.ts';

/** What stands in the editor at first. */
function textOf(row: RunRow, field: EditedCell['field']): string {
  if (field === 'tags') return row.tags.join(', ');
  return (field === 'name' ? row.alias : row.notes) ?? '';
}

/** What the run is to have instead, or null where it is the same. */
function changeOf(row: RunRow, field: EditedCell['field'], text: string) {
  if (text.trim() === textOf(row, field).trim()) return null;
  if (field === 'name') return { alias: text.trim() === '' ? null : text.trim() };
  if (field === 'notes') return { notes: text.trim() === '' ? null : text };
  const tags = text.split(',').map((tag) => tag.trim());
  return { tags: [...new Set(tags.filter((tag) => tag !== ''))] };
}

const LABELS = { name: 'Name', tags: 'Tags, parted by commas', notes: 'Notes' };

/** Name, tags or notes of a run in place: Enter keeps (with Ctrl in notes), Esc drops, leaving keeps. */
export function CellEditor({ row, field, name }: { row: RunRow; field: EditedCell['field']; name: string }) {
  const actions = useActions();
  const box = useRef<(HTMLInputElement & HTMLTextAreaElement) | null>(null);
  const dropped = useRef(false);
  useEffect(() => {
    box.current?.focus();
    box.current?.select();
  }, []);
  const keep = (): void => {
    const change = dropped.current ? null : changeOf(row, field, box.current?.value ?? '');
    if (change === null) actions.edit(null);
    else actions.save(row, change);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    event.stopPropagation();
    dropped.current = event.key === 'Escape';
    const keeps = event.key === 'Enter' && (field !== 'notes' || event.ctrlKey || event.metaKey);
    if (keeps || dropped.current) {
      event.preventDefault();
      box.current?.closest<HTMLElement>('[role="treegrid"]')?.focus();
    }
  };
  const shared = {
    ref: box,
    className: `cell-editor ${field}`,
    defaultValue: textOf(row, field),
    'aria-label': `${LABELS[field]} of ${name}`,
    onKeyDown,
    onBlur: keep,
  };
  return field === 'notes' ? (
    <textarea {...shared} maxLength={64 * 1024} />
  ) : (
    <input {...shared} type="text" maxLength={1024} placeholder={field === 'name' ? name : 'cv, keep'} />
  );
}
