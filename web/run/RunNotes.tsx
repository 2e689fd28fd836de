import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { RunDetail } from '../../shared/run.ts';
import { editRun, type RunEdit } from '../api/edits.ts';
import { EditableText } from './EditableText.tsx';

/** Tags, description and notes, as people type them; kept beside the run's own files. */
export function RunNotes({ run }: { run: RunDetail }) {
  const client = useQueryClient();
  const [problem, setProblem] = useState<string | null>(null);
  const save = async (change: RunEdit): Promise<void> => {
    setProblem(null);
    await editRun(client, run, change).catch((error: Error) => setProblem(`Not saved: ${error.message}`));
  };
  return (
    <div className="run-notes">
      <TagEditor tags={run.tags} onTags={(tags) => void save({ tags })} />
      <EditableText
        label="description"
        text={run.description ?? ''}
        onSave={(description) => void save({ description })}
      />
      <EditableText label="notes" text={run.notes ?? ''} onSave={(notes) => void save({ notes })} />
      {problem !== null && (
        <p className="bad" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

function TagEditor({ tags, onTags }: { tags: readonly string[]; onTags: (tags: string[]) => void }) {
  const [text, setText] = useState('');
  const add = (event: FormEvent): void => {
    event.preventDefault();
    const tag = text.trim();
    if (tag !== '' && !tags.includes(tag)) onTags([...tags, tag]);
    setText('');
  };
  return (
    <form className="inspector-tags" onSubmit={add}>
      {tags.map((tag) => (
        <span key={tag} title={tag}>
          <bdi>{tag}</bdi>
          <button
            type="button"
            aria-label={`Take the tag ${tag} off`}
            onClick={() => onTags(tags.filter((other) => other !== tag))}
          >
            ×
          </button>
        </span>
      ))}
      <input
        value={text}
        placeholder="+ tag"
        aria-label="Add a tag"
        maxLength={256}
        onChange={(event) => setText(event.target.value)}
      />
    </form>
  );
}
