import { dropToast, useToasts } from './toasts.ts';

/** The notes that stand at the page's edge; readers of the screen hear them. */
export function Toasts() {
  const toasts = useToasts();
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map(({ id, text, bad, action }) => (
        <div key={id} className={bad ? 'toast bad' : 'toast'}>
          <span>{text}</span>
          {action !== null && (
            <button
              type="button"
              className="toast-action"
              onClick={() => {
                dropToast(id);
                action.run();
              }}
            >
              {action.name}
            </button>
          )}
          <button type="button" aria-label="Close" onClick={() => dropToast(id)}>
            ×
          </button>
        </div>
      ))}
    </div>
  );
}
