import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { RunDetail } from '../../shared/run.ts';
import { patchQuery, runDetailQuery } from '../api/queries.ts';
import type { ComparedRun } from './DiffTable.tsx';
import { type DiffLine, lineDiff } from './lineDiff.ts';

interface CodePanelProps {
  runs: readonly ComparedRun[];
  baseline: string | null;
}

/** Commits of the runs, and what of their uncommitted changes differs from the baseline's. */
export function CodePanel({ runs, baseline }: CodePanelProps) {
  const base = runs.find(({ id }) => id === baseline) ?? runs[0];
  const others = runs.filter((run) => run !== base);
  const details = useQueries({ queries: runs.map((run) => runDetailQuery(run.id)) });
  const patches = useQueries({
    queries: runs.map((run, i) => ({ ...patchQuery(run.id), enabled: hasPatch(details[i]?.data) })),
  });
  const commitOf = (run: ComparedRun): string | null => details[runs.indexOf(run)]?.data?.git_commit ?? null;
  const patchOf = (run: ComparedRun): string | null | undefined => {
    const detail = details[runs.indexOf(run)]?.data;
    return detail !== undefined && !hasPatch(detail) ? null : patches[runs.indexOf(run)]?.data;
  };
  if (base === undefined) return null;
  if (runs.every((run) => commitOf(run) === null && patchOf(run) === null))
    return <p className="compare-note">None of these runs says which commit it ran, nor what was not committed.</p>;
  return (
    <div className="code">
      <CodeHead run={base} commit={commitOf(base)} patch={patchOf(base)} note="baseline" />
      {others.length === 0 && typeof patchOf(base) === 'string' && <Patch before={[]} after={linesOf(patchOf(base))} />}
      {others.map((run) => (
        <section key={run.id}>
          <CodeHead
            run={run}
            commit={commitOf(run)}
            patch={patchOf(run)}
            note={commitOf(run) !== null && commitOf(run) === commitOf(base) ? 'same commit' : 'another commit'}
          />
          {(patchOf(base) !== null || patchOf(run) !== null) && (
            <Patch before={linesOf(patchOf(base))} after={linesOf(patchOf(run))} />
          )}
        </section>
      ))}
    </div>
  );
}

/** Whether a client kept the changes: it says so in meta.json, and says too when they were too large to keep. */
function hasPatch(run: RunDetail | undefined): boolean {
  const git = run?.meta.git;
  return (
    typeof git === 'object' &&
    git !== null &&
    !Array.isArray(git) &&
    git.dirty === true &&
    git.diff_left_out === undefined
  );
}

function linesOf(patch: string | null | undefined): string[] {
  return patch == null || patch === '' ? [] : patch.replace(/\n$/, '').split('\n');
}

interface CodeHeadProps {
  run: ComparedRun;
  commit: string | null;
  patch: string | null | undefined;
  note: string;
}

function CodeHead({ run, commit, patch, note }: CodeHeadProps) {
  const changes =
    patch === undefined
      ? '…'
      : patch === null
        ? 'no uncommitted changes kept'
        : `${linesOf(patch).length} lines of uncommitted changes`;
  return (
    <h3 className="code-head">
      <span className="plot-swatch" style={{ background: run.color }} />
      <bdi>{run.name}</bdi>
      <code title={commit ?? ''}>{commit === null ? 'no commit known' : commit.slice(0, 12)}</code>
      <span>
        {commit === null ? '' : `${note} · `}
        {changes}
      </span>
    </h3>
  );
}

const CONTEXT = 3;
const SIGNS = { same: ' ', removed: '−', added: '+' } as const;

/** Lines that differ, with some around them. */
function Patch({ before, after }: { before: string[]; after: string[] }) {
  const shown = useMemo(() => shownLines(lineDiff(before, after)), [before, after]);
  if (shown.length === 0) return <p className="compare-note">The uncommitted changes are the same.</p>;
  return (
    <pre className="code-lines">
      {shown.map(({ at, kind, text }) => (
        <div key={at} className={`code-line ${kind}`}>
          {text}
        </div>
      ))}
    </pre>
  );
}

interface ShownLine {
  /** Its place in the whole comparison. */
  at: number;
  kind: DiffLine['kind'] | 'gap';
  text: string;
}

function shownLines(lines: readonly DiffLine[]): ShownLine[] {
  const near = new Uint8Array(lines.length);
  lines.forEach(({ kind }, i) => {
    if (kind !== 'same') near.fill(1, Math.max(0, i - CONTEXT), i + CONTEXT + 1);
  });
  return lines.flatMap(({ kind, text }, at): ShownLine[] => {
    if (near[at] === 1) return [{ at, kind, text: `${SIGNS[kind]} ${text}` }];
    return near[at - 1] === 1 ? [{ at, kind: 'gap', text: '⋯' }] : [];
  });
}
