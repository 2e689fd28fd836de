import type { RunDetail } from '../../shared/run.ts';
import { formatTime } from '../ui/formatAge.ts';
import { Tree } from './Tree.tsx';

/** What the run was made with, beside its charts. */
export function Inspector({ run }: { run: RunDetail }) {
  const facts: [string, string | null][] = [
    ['id', run.id],
    ['path', run.path],
    ['created', formatTime(run.created_time)],
    ['host', run.host],
    ['pid', run.pid === null ? null : String(run.pid)],
    ['python', run.python],
    ['git', run.git_commit],
    ['argv', run.argv?.join(' ') ?? null],
  ];
  return (
    <aside className="inspector" aria-label="Inspector">
      {run.tags.length > 0 && (
        <p className="inspector-tags">
          {run.tags.map((tag) => (
            <span key={tag}>{tag}</span>
          ))}
        </p>
      )}
      {run.description !== null && <p className="inspector-text">{run.description}</p>}
      <h2>Config</h2>
      <Tree value={run.config} empty="No config was logged." />
      <h2>Summary</h2>
      <Tree value={run.summary} empty="No summary yet." />
      <h2>Run</h2>
      <dl className="inspector-facts">
        {facts.map(
          ([name, value]) =>
            value !== null &&
            value !== '' && (
              <div key={name}>
                <dt>{name}</dt>
                <dd title={value}>
                  <bdi>{value}</bdi>
                </dd>
              </div>
            ),
        )}
      </dl>
    </aside>
  );
}
