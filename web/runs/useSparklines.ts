import { useEffect, useRef, useState } from 'react';
import type { RunRow } from '../../shared/run.ts';
import { fetchLines } from '../charts/seriesLoader.ts';

const WIDTH = 64;
const PAUSE_MS = 150;
/** Live runs move many times a second; a line of 60 pixels need not. */
const GAP_MS = 1_000;

/** Points of the primary metric of each visible row, 64 px wide, in one request per metric; asked again, a second apart, when a version moves. */
export function useSparklines(rows: readonly RunRow[]): ReadonlyMap<string, number[]> {
  const [lines, setLines] = useState<ReadonlyMap<string, number[]>>(new Map());
  const [asked] = useState(() => new Map<string, string>());
  const latest = useRef(rows);
  latest.current = rows;
  const turn = useRef<{ timer: number | null; last: number }>({ timer: null, last: Number.NEGATIVE_INFINITY });
  const key = rows.map((row) => `${row.ref} ${stateOf(row)}`).join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the rows
  useEffect(() => {
    if (turn.current.timer !== null) return;
    const wait = Math.max(PAUSE_MS, turn.current.last + GAP_MS - performance.now());
    turn.current.timer = window.setTimeout(async () => {
      turn.current.timer = null;
      turn.current.last = performance.now();
      const fresh = await freshSparklines(latest.current, asked);
      if (fresh.size > 0) setLines((old) => new Map([...old, ...fresh]));
    }, wait);
  }, [key]);
  useEffect(() => {
    const { current } = turn;
    return () => {
      if (current.timer !== null) clearTimeout(current.timer);
      current.timer = null;
    };
  }, []);
  return lines;
}

/** What a line is made of. News write a version into a row before its primary metric is known: the version alone does not tell. */
function stateOf({ version, primary_metric }: RunRow): string {
  return `${version} ${primary_metric}`;
}

/** Lines of the rows that are not as they were when they were `asked` for last. */
async function freshSparklines(rows: readonly RunRow[], asked: Map<string, string>): Promise<Map<string, number[]>> {
  const stale = rows.filter((row) => row.primary_metric !== null && asked.get(row.ref) !== stateOf(row));
  const fresh = new Map<string, number[]>();
  for (const [metric, some] of Map.groupBy(stale, (row) => row.primary_metric as string)) {
    const found = await fetchLines({
      runs: some.map((row) => row.ref),
      metrics: [metric],
      x: 'step',
      from: null,
      to: null,
      width: WIDTH,
      smoothing: { kind: 'none' },
      since: {},
    }).catch(() => null);
    // What was not answered is asked for again, with what moves next.
    if (found === null) continue;
    for (const { run, meta, raw } of found)
      if (meta.scale === 'ML_STEP' && Object.keys(meta.labels).length === 0) fresh.set(run, sparkline(raw));
    for (const row of some) asked.set(row.ref, stateOf(row));
  }
  return fresh;
}

/** x and y in turn, each from 0 to 1; y grows downwards. Non-finite points are left out. */
function sparkline({ x, y, flag }: { x: Float64Array; y: Float64Array; flag: Uint8Array }): number[] {
  const finite = [...x.keys()].filter((i) => flag[i] === 0);
  const ys = finite.map((i) => y[i] as number).sort((a, b) => a - b);
  // Outliers would flatten a line 16 px high: what lies beyond the 2nd and 98th percentile runs along the edge.
  const low = ys[Math.floor(ys.length * 0.02)] ?? 0;
  const high = ys[Math.ceil(ys.length * 0.98) - 1] ?? 1;
  const [from, to] = [x[finite[0] ?? 0] ?? 0, x[finite.at(-1) ?? 0] ?? 1];
  return finite.flatMap((i) => [
    to === from ? 0.5 : ((x[i] as number) - from) / (to - from),
    1 - Math.min(1, Math.max(0, high === low ? 0.5 : ((y[i] as number) - low) / (high - low))),
  ]);
}
