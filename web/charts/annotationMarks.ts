import type { AnnotationEvent } from '../../shared/run.ts';
import type { SeriesMeta, XAxis } from '../../shared/series.ts';
import type { ChartLine, RunStyle } from './types.ts';

/** An annotation of a run where it stands on the axis. */
export interface AnnotationMark {
  run: string;
  x: number;
  text: string;
}

const MOST = 500;

/** Where the annotations of the runs stand, ascending; those without a place on this axis are left out. */
export function annotationMarks(
  lines: readonly ChartLine[],
  runs: ReadonlyMap<string, RunStyle>,
  axis: XAxis,
): AnnotationMark[] {
  const marks: AnnotationMark[] = [];
  const seen = new Set<string>();
  for (const { run, meta } of lines) {
    if (seen.has(run)) continue;
    seen.add(run);
    for (const annotation of runs.get(run)?.annotations?.slice(0, MOST) ?? []) {
      const x = annotationX(annotation, axis, meta);
      if (x !== null) marks.push({ run, x, text: annotation.text });
    }
  }
  return marks.sort((a, b) => a.x - b.x);
}

/** An annotation without a step stands on the time axes only. */
function annotationX(
  { step, time }: AnnotationEvent,
  axis: XAxis,
  { zero_time, zero_step }: Pick<SeriesMeta, 'zero_time' | 'zero_step'>,
): number | null {
  if (axis === 'wall') return time;
  if (axis === 'relative') return time - zero_time;
  if (step === null) return null;
  if (axis === 'step') return step;
  return axis === 'relstep' ? step - zero_step : null;
}
