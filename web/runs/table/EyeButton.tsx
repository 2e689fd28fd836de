import { useActions } from './useTableActions.ts';

/** Eye and swatch of a run. */
export function EyeButton({ id, name, color, on }: { id: string; name: string; color: string; on: boolean }) {
  const actions = useActions();
  return (
    <button
      type="button"
      className="rail-eye"
      aria-pressed={on}
      aria-label={`${on ? 'Hide' : 'Show'} ${name}`}
      title={on ? 'Hide its curves (double-click: only this)' : 'Show its curves (double-click: only this)'}
      onClick={() => actions.eye(id, false)}
      onDoubleClick={() => actions.eye(id, true)}
    >
      <span className="rail-swatch" style={{ '--swatch': color } as React.CSSProperties} />
    </button>
  );
}
