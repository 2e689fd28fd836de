import type { BestEnd } from '../../shared/bestEnd.ts';
import { DIRECTION_TEXT, useDirection } from './useDirection.ts';

interface DirectionButtonProps {
  project: string;
  metric: string;
  mode: BestEnd;
}

const ARROWS = { max: '↗', min: '↘' };

/** Which end of a metric is its best; a click says the other one. */
export function DirectionButton({ project, metric, mode }: DirectionButtonProps) {
  const { next, turn } = useDirection(project, metric, mode);
  const now = mode === null ? 'nothing says which end is the best' : DIRECTION_TEXT[mode];
  const text = `${metric}: ${now}. Click: ${DIRECTION_TEXT[next]}`;
  return (
    <button type="button" className="direction" title={text} aria-label={text} onClick={turn}>
      {mode === null ? '↕' : ARROWS[mode]}
    </button>
  );
}
