import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { AnnotationEvent } from '../../shared/run.ts';
import { annotationsQuery } from '../api/queries.ts';
import type { ChartRun } from '../charts/types.ts';

/** Flags of more runs than this at once say nothing any more. */
const MOST_RUNS = 20;

/** The runs with their annotations, where there are few enough to tell them apart. */
export function useAnnotated(runs: ChartRun[]): ChartRun[] {
  const asked = runs.length <= MOST_RUNS && runs.every(({ members }) => members === undefined) ? runs : NONE;
  const lists = useQueries({
    queries: asked.map(({ id, annotated }) => annotationsQuery(id, annotated)),
    combine: dataOf,
  });
  return useMemo(() => {
    if (!lists.some((list) => list !== undefined && list.length > 0)) return runs;
    return runs.map((run, i) => {
      const annotations = lists[i];
      return annotations === undefined || annotations.length === 0 ? run : { ...run, annotations };
    });
  }, [runs, lists]);
}

const NONE: ChartRun[] = [];

function dataOf(results: readonly { data?: AnnotationEvent[] | undefined }[]): (AnnotationEvent[] | undefined)[] {
  return results.map(({ data }) => data);
}
