import type { TqdmMode } from '../../shared/logs.ts';

/** How somebody looks at a log: what an address of the page keeps of it. */
export interface LogLook {
  mode: TqdmMode;
  wrap: boolean;
  search: string;
  /** Line of the hit that is shown; null when none is. */
  hit: number | null;
}

export const FIRST_LOOK: LogLook = { mode: 'collapse', wrap: false, search: '', hit: null };
