import type { AnnotationEvent } from '../../shared/run.ts';
import { formatTime } from '../ui/formatAge.ts';
import { formatWhole } from '../ui/formatNumber.ts';

interface AnnotationListProps {
  annotations: readonly AnnotationEvent[];
  /** Shows the place in the charts and in the log. */
  onOpen: (annotation: AnnotationEvent) => void;
}

const MOST = 1_000;

/** What the run said about itself, in the order of writing; a click shows the place. */
export function AnnotationList({ annotations, onOpen }: AnnotationListProps) {
  return (
    <>
      <ol className="annotations">
        {annotations.slice(0, MOST).map((annotation, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they are only ever appended, and nothing else names them.
          <li key={i}>
            <button type="button" className="link" onClick={() => onOpen(annotation)}>
              {annotation.step === null ? formatTime(annotation.time) : `step ${formatWhole(annotation.step)}`}
            </button>
            <p title={formatTime(annotation.time)}>
              <bdi>{annotation.text}</bdi>
              {annotation.metadata !== null && Object.keys(annotation.metadata).length > 0 && (
                <small>
                  <bdi>{JSON.stringify(annotation.metadata).slice(0, 300)}</bdi>
                </small>
              )}
            </p>
          </li>
        ))}
      </ol>
      {annotations.length > MOST && (
        <p className="tree-empty">
          The first {formatWhole(MOST)} of {formatWhole(annotations.length)} are listed.
        </p>
      )}
    </>
  );
}
