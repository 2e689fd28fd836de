import type { TqdmMode } from '../../shared/logs.ts';
import { FIRST_LOOK, type LogLook } from '../logs/logLook.ts';
import { useParam } from './useParam.ts';

const MODES: readonly TqdmMode[] = ['keep', 'drop', 'collapse'];

/** How the log is looked at, in the address: `bars`, `wrap`, `find` and its `hit` (a line), each where it is not as at first. */
export function useLogLook(): [LogLook, (look: LogLook) => void] {
  const [bars, setBars] = useParam('bars');
  const [wrap, setWrap] = useParam('wrap');
  const [find, setFind] = useParam('find');
  const [hit, setHit] = useParam('hit');
  const look = { mode: modeOf(bars), wrap: wrap === '1', search: find ?? '', hit: lineOf(hit) };
  const change = (next: LogLook): void => {
    if (next.mode !== look.mode) setBars(next.mode === FIRST_LOOK.mode ? null : next.mode);
    if (next.wrap !== look.wrap) setWrap(next.wrap ? '1' : null);
    if (next.hit !== look.hit) setHit(next.hit === null ? null : String(next.hit));
    if (next.search !== look.search) setFind(next.search === '' ? null : next.search);
  };
  return [look, change];
}

/** null for what is no line. */
function lineOf(text: string | null): number | null {
  return text !== null && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;
}

function modeOf(text: string | null): TqdmMode {
  return MODES.find((mode) => mode === text) ?? FIRST_LOOK.mode;
}
