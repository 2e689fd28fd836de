import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { DeletedRun } from '../../shared/deletedRun.ts';
import { removeRun, restoreRuns } from '../api/edits.ts';
import { binQuery } from '../api/queries.ts';
import { refOf } from '../api/refOf.ts';
import { showProblem, showToast } from '../ui/toasts.ts';

/** What deleting a run for good would take away. */
export interface Removal {
  run: DeletedRun;
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
  ask(run: DeletedRun): void;
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
        .then(() => showToast(runs.length === 1 ? `Restored ${nameOf(runs[0])}` : `Restored ${runs.length} runs`))
        .catch(showProblem);
    },
    ask: (run) => {
      removeRun(refOf(run), true)
        .then(({ files, bytes }) => setAsked({ run, files, bytes }))
        .catch(showProblem);
    },
    answer: (yes) => {
      setAsked(null);
      if (!yes || asked === null) return;
      removeRun(refOf(asked.run), false)
        .then(() => showToast(`Deleted ${nameOf(asked.run)} for good`))
        .catch(showProblem)
        .finally(() => client.invalidateQueries({ queryKey: binQuery.queryKey }));
    },
  };
}

export function nameOf(run: DeletedRun | undefined): string {
  return run?.alias ?? run?.id ?? '';
}
