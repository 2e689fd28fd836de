import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { DeletedRun } from '../../shared/deletedRun.ts';
import { removeRun, restoreRuns } from '../api/edits.ts';
import { binQuery } from '../api/queries.ts';
import { refOf } from '../api/refOf.ts';
import { plural } from '../ui/formatCount.ts';
import { showProblem, showToast } from '../ui/toasts.ts';

/** What deleting runs for good would take away. */
export interface Removal {
  runs: readonly DeletedRun[];
  files: number;
  bytes: number;
}

export interface Trash {
  /** undefined until it is read. */
  runs: readonly DeletedRun[] | undefined;
  error: Error | null;
  /** What waits for a person to say yes. */
  asked: Removal | null;
  restore(runs: readonly DeletedRun[]): void;
  /** Measures what would go, and asks. */
  ask(runs: readonly DeletedRun[]): void;
  /** Deletes what was asked for, or (false) drops the question. */
  answer(yes: boolean): void;
}

/** The recycle bin: what is in it, back out of it, and out of it for good. */
export function useTrash(): Trash {
  const client = useQueryClient();
  const { data, error } = useQuery({ ...binQuery, staleTime: 0 });
  const [asked, setAsked] = useState<Removal | null>(null);
  return {
    runs: data?.deleted_runs,
    error,
    asked,
    restore: (runs) => {
      restoreRuns(client, runs.map(refOf))
        .then(() => showToast(`Restored ${namesOf(runs)}`))
        .catch(showProblem);
    },
    ask: (runs) => {
      Promise.all(runs.map((run) => removeRun(refOf(run), true)))
        .then((parts) => {
          const sum = (name: 'files' | 'bytes'): number => parts.reduce((total, part) => total + part[name], 0);
          setAsked({ runs, files: sum('files'), bytes: sum('bytes') });
        })
        .catch(showProblem);
    },
    answer: (yes) => {
      setAsked(null);
      if (!yes || asked === null) return;
      removeAll(asked.runs)
        .then(() => showToast(`Deleted ${namesOf(asked.runs)} for good`))
        .catch(showProblem)
        .finally(() => client.invalidateQueries({ queryKey: binQuery.queryKey }));
    },
  };
}

/** One after the other: where one cannot be removed, those behind it stay. */
async function removeAll(runs: readonly DeletedRun[]): Promise<void> {
  for (const run of runs) await removeRun(refOf(run), false);
}

export function nameOf(run: DeletedRun | undefined): string {
  return run?.alias ?? run?.id ?? '';
}

/** The name of one run, the number of several. */
export function namesOf(runs: readonly DeletedRun[]): string {
  return runs.length === 1 ? nameOf(runs[0]) : plural(runs.length, 'run');
}
