import { useEffect, useRef } from 'react';
import { formatAgo, formatTime } from '../ui/formatAge.ts';
import { formatBytes, plural } from '../ui/formatCount.ts';
import { nameOf, namesOf, type Removal, useTrash } from './useTrash.ts';

/** Deleted runs: where they lay, back again, or gone for good once a person has seen what would go. */
export function TrashPage() {
  const trash = useTrash();
  const { runs, error, asked } = trash;
  const now = Date.now() / 1000;
  if (runs === undefined) return <p className="shell-note">{error === null ? 'Reading the trash …' : error.message}</p>;
  if (runs.length === 0)
    return <p className="shell-note">The trash is empty. Deleted runs come here; their files stay where they are.</p>;
  return (
    <div className="trash">
      <header>
        <h1>Trash</h1>
        <span className="muted">{plural(runs.length, 'run')}, files untouched</span>
        <button type="button" className="tool" onClick={() => trash.restore(runs)}>
          Restore all
        </button>
        <button type="button" className="tool bad" onClick={() => trash.ask(runs)}>
          Empty the trash …
        </button>
      </header>
      <table>
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col">Folder</th>
            <th scope="col">Status</th>
            <th scope="col">Deleted</th>
            <th scope="col">
              <span className="unseen">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={`${run.path}/${run.id}`}>
              <td title={run.id}>
                <bdi>{nameOf(run)}</bdi>
              </td>
              <td title={run.path}>
                <bdi>{run.path}</bdi>
              </td>
              <td>{run.original_status ?? ''}</td>
              <td title={run.deleted_at === null ? '' : formatTime(run.deleted_at)}>
                {run.deleted_at === null ? 'unknown' : formatAgo(now - run.deleted_at)}
              </td>
              <td className="trash-actions">
                <button
                  type="button"
                  className="tool"
                  aria-label={`Restore ${nameOf(run)}`}
                  onClick={() => trash.restore([run])}
                >
                  Restore
                </button>
                <button
                  type="button"
                  className="tool bad"
                  aria-label={`Delete for good … ${nameOf(run)}`}
                  onClick={() => trash.ask([run])}
                >
                  Delete for good …
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {asked !== null && <RemovalDialog removal={asked} onAnswer={trash.answer} />}
    </div>
  );
}

/** Says what would go, to the file and byte, before it goes. */
function RemovalDialog({ removal, onAnswer }: { removal: Removal; onAnswer: (yes: boolean) => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const { runs, files, bytes } = removal;
  const [only, ...others] = runs;
  return (
    <dialog ref={dialog} className="sheet" aria-label="Delete for good" onClose={() => onAnswer(false)}>
      <h2>
        Delete <bdi>{namesOf(runs)}</bdi> for good?
      </h2>
      <p>
        {plural(files, 'file')}, {formatBytes(bytes)}
        {only !== undefined && others.length === 0 && (
          <>
            {' '}
            in{' '}
            <code>
              <bdi>{only.path === '' ? only.id : `${only.path}/${only.id}`}</bdi>
            </code>
          </>
        )}
        . This cannot be undone.
      </p>
      <div className="sheet-actions">
        <button type="button" className="tool" onClick={() => onAnswer(false)}>
          Keep it
        </button>
        <button type="button" className="tool bad" onClick={() => onAnswer(true)}>
          Delete {plural(files, 'file')}
        </button>
      </div>
    </dialog>
  );
}
