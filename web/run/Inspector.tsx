import { useQuery } from '@tanstack/react-query';
import type { AnnotationEvent, RunDetail } from '../../shared/run.ts';
import { annotationsQuery } from '../api/queries.ts';
import { AnnotationList } from './AnnotationList.tsx';
import { PointWrites } from './PointWrites.tsx';
import { RunFacts } from './RunFacts.tsx';
import { RunNotes } from './RunNotes.tsx';
import { Tree } from './Tree.tsx';

interface InspectorProps {
  run: RunDetail;
  reference: string;
  /** The point that was clicked in a chart. */
  point: { metric: string; step: number } | null;
  onWrites: (metric: string) => void;
  onAnnotation: (annotation: AnnotationEvent) => void;
}

/** Beside the charts: the point that was clicked, and what the run was made with. */
export function Inspector({ run, reference, point, onWrites, onAnnotation }: InspectorProps) {
  const annotations = useQuery(annotationsQuery(reference, run.annotations));
  return (
    <aside className="inspector" aria-label="Inspector" tabIndex={0}>
      {point !== null && <PointWrites run={run} {...point} onAll={() => onWrites(point.metric)} />}
      <RunNotes run={run} />
      {(annotations.data?.length ?? 0) > 0 && (
        <>
          <h2>Annotations</h2>
          <AnnotationList annotations={annotations.data ?? []} onOpen={onAnnotation} />
        </>
      )}
      <h2>Config</h2>
      <Tree name="config" value={run.config} empty="No config was logged." most={60} />
      <h2>Summary</h2>
      <Tree name="summary" value={run.summary} empty="No summary yet." most={60} />
      <h2>Run</h2>
      <RunFacts run={run} />
    </aside>
  );
}
