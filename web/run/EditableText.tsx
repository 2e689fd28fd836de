import { useState } from 'react';

interface EditableTextProps {
  label: string;
  text: string;
  onSave: (text: string) => void;
}

/** Text that can be typed over: saved when it is left or with Ctrl+Enter, as it was with Escape. */
export function EditableText({ label, text, onSave }: EditableTextProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const finish = (): void => {
    if (draft !== null && draft !== text) onSave(draft);
    setDraft(null);
  };
  if (draft === null) {
    return (
      <button type="button" className="editable" aria-label={`Edit ${label}`} onClick={() => setDraft(text)}>
        {text === '' ? <span className="muted">+ {label}</span> : <bdi>{text}</bdi>}
      </button>
    );
  }
  return (
    <textarea
      // biome-ignore lint/a11y/noAutofocus: it takes the place of the button that was just pressed.
      autoFocus
      className="editable-text"
      aria-label={label}
      value={draft}
      maxLength={65_536}
      rows={Math.min(12, Math.max(3, draft.split('\n').length + 1))}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={finish}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setDraft(null);
        else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) finish();
        else return;
        event.stopPropagation();
        event.preventDefault();
      }}
    />
  );
}
