import { type FormEvent, useEffect, useRef, useState } from 'react';
import { type SavedView, viewNameProblem } from '../../shared/views.ts';
import { Popover } from '../ui/Popover.tsx';
import { type SavedViews, useSavedViews } from './useSavedViews.ts';

/** Save what the page shows, and open, rename or delete what was saved. */
export function ViewsMenu({ project }: { project: string | null }) {
  return (
    <Popover label="Views" className="top-views" title="Saved views: small files beside the runs">
      {(close) => <ViewList project={project} close={close} />}
    </Popover>
  );
}

function ViewList({ project, close }: { project: string | null; close: () => void }) {
  const saved = useSavedViews(project);
  const [renamed, setRenamed] = useState<string | null>(null);
  return (
    <div className="views">
      <NameForm label="Save this view as" action="Save" name="" onName={saved.save} />
      {saved.views.length === 0 && (
        <p>Nothing is saved yet. A view is what the address holds: filter, columns, groups, axes, zoom.</p>
      )}
      <ul>
        {saved.views.map((view) => (
          <li key={view.name}>
            {renamed === view.name ? (
              <NameForm
                label={`New name of ${view.name}`}
                action="Rename"
                name={view.name}
                onName={(name) => {
                  setRenamed(null);
                  saved.rename(view, name);
                }}
              />
            ) : (
              <ViewLine view={view} saved={saved} close={close} onRename={() => setRenamed(view.name)} />
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

interface ViewLineProps {
  view: SavedView;
  saved: SavedViews;
  close: () => void;
  onRename: () => void;
}

function ViewLine({ view, saved, close, onRename }: ViewLineProps) {
  return (
    <div className="views-line">
      <button
        type="button"
        className="views-open"
        title={[view.project ?? 'any project', ...view.view].join('\n')}
        onClick={() => {
          close();
          saved.open(view);
        }}
      >
        <bdi>{view.name}</bdi> <span>{view.project ?? ''}</span>
      </button>
      {view.read_only ? (
        <span className="muted">read-only</span>
      ) : (
        <>
          <button type="button" aria-label={`Rename the view ${view.name}`} title="Rename" onClick={onRename}>
            ✎
          </button>
          <button
            type="button"
            aria-label={`Delete the view ${view.name}`}
            title="Delete"
            onClick={() => saved.remove(view)}
          >
            ×
          </button>
        </>
      )}
    </div>
  );
}

interface NameFormProps {
  label: string;
  action: string;
  name: string;
  onName: (name: string) => void;
}

/** A name that can be one: it is the name of a file. */
function NameForm({ label, action, name, onName }: NameFormProps) {
  const [text, setText] = useState(name);
  const problem = viewNameProblem(text.trim());
  const field = useRef<HTMLInputElement>(null);
  // What took the place of the button that asked for it goes on where that had the focus.
  useEffect(() => {
    if (name !== '') field.current?.select();
  }, [name]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (problem !== null) return;
    onName(text.trim());
    setText(name);
  };
  return (
    <form className="views-name" onSubmit={submit}>
      <input
        ref={field}
        type="text"
        value={text}
        placeholder={label}
        aria-label={label}
        aria-invalid={text !== '' && problem !== null}
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" className="tool" disabled={problem !== null} title={text === '' ? label : (problem ?? '')}>
        {action}
      </button>
      {text !== '' && problem !== null && <p>{problem}</p>}
    </form>
  );
}
