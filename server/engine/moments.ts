import type { OwnAxis } from '../../shared/series.ts';
import type { Answer } from './api.ts';

export interface MomentQuestions {
  /** Where a place on an axis lies in the run's other terms; with null only where the axes begin. */
  moment(ref: string, wanted: MomentWanted | null): Promise<Answer<Moment>>;
}

export interface MomentWanted {
  axis: OwnAxis;
  at: number;
  /** Points of this metric; null is the metric that was logged most often. */
  metric: string | null;
}

/** All times are Unix seconds. */
export interface Moment {
  /** First sign of life of the run, null where nothing tells; and the time of its last event. */
  began: number | null;
  ended: number | null;
  /** Where `relative` and `relstep` count from. */
  zero: { time: number; step: number };
  /** The point nearest to what was asked for. */
  near: { step: number | null; time: number | null } | null;
}
