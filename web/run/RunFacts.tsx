import type { RunDetail } from '../../shared/run.ts';
import { formatTime } from '../ui/formatAge.ts';

/** Where, when and by what the run was made. */
export function RunFacts({ run }: { run: RunDetail }) {
  const facts: [string, string | null][] = [
    ['id', run.id],
    ['path', run.path],
    ['created', formatTime(run.created_time)],
    ['ended', run.ended_at === null ? null : formatTime(run.ended_at)],
    ['host', run.host],
    ['pid', run.pid === null ? null : String(run.pid)],
    ['python', run.python],
    ['git', run.git_commit],
    ['argv', run.argv?.join(' ') ?? null],
  ];
  return (
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
  );
}
