import type { TqdmMode } from '../../shared/logs.ts';
import { FIRST_LOOK, type LogLook } from '../logs/logLook.ts';
import { useParam } from './useParam.ts';

const MODES: readonly TqdmMode[] = ['keep', 'drop', 'collapse'];

/** How the log is looked at, in the address: `bars`, `wrap` and `find`, each where it is not as at first. */
export function useLogLook(): [LogLook, (look: LogLook) => void] {
  const [bars, setBars] = useParam('bars');
  const [wrap, setWrap] = useParam('wrap');
  const [find, setFind] = useParam('find');
  const look = { mode: modeOf(bars), wrap: wrap === '1', search: find ?? '' };
  const change = (next: LogLook): void => {
    if (next.mode !== look.mode) setBars(next.mode === FIRST_LOOK.mode ? null : next.mode);
    if (next.wrap !== look.wrap) setWrap(next.wrap ? '1' : null);
    if (next.search !== look.search) setFind(next.search === '' ? null : next.search);
  };
  return [look, change];
}

function modeOf(text: string | null): TqdmMode {
  return MODES.find((mode) => mode === text) ?? FIRST_LOOK.mode;
}
