import { firstAfter, firstAtOrAfter, m4 } from '../../shared/m4.ts';
import { isMetricAxis, type SeriesHead, type SeriesMeta, type SeriesRequest } from '../../shared/series.ts';
import { STAGES_KEPT, stageChanges } from '../columns/encodeGroup.ts';
import { DEFAULT_SCALE } from '../columns/seriesKey.ts';
import { pendingOf, type RunState } from '../ingest/runState.ts';
import type { Store } from '../store/store.ts';
import { type AxisPoints, type AxisZero, onAxis, pick } from './axis.ts';
import { chunkedCandidates } from './chunkedM4.ts';
import { drawnExtremes, drawnQuantiles } from './drawnRange.ts';
import type { Candidates } from './gatheredPoints.ts';
import type { GroupLine } from './groupAnswer.ts';
import { type Cut, cutOf, onCut } from './pixelColumns.ts';
import { placeSeries } from './placeSeries.ts';
import { type RunReader, type RunSeries, risingStatistics } from './runReader.ts';
import { smoothPart } from './smoothPart.ts';
import { stateLru } from './stateLru.ts';

/** One line of a chart. */
export interface ChartLine {
  meta: SeriesMeta;
  raw: AxisPoints;
  smooth: AxisPoints | null;
}

/** Above this a series is not brought into memory for a line that can be drawn from its directory. */
const WHOLE_POINTS = 65_536;

/** The lines of one run. The caller holds the run's lock. */
export async function runLines(
  run: RunState,
  request: SeriesRequest,
  reader: RunReader,
  store: Store,
): Promise<ChartLine[]> {
  const wanted = new Set(request.metrics);
  const lines: ChartLine[] = [];
  const all = (await reader.series(run)).filter((series) => wanted.has(series.id.name));
  all.sort((a, b) => request.metrics.indexOf(a.id.name) - request.metrics.indexOf(b.id.name));
  const zero = await axisZero(run, reader, request);
  for (const series of all) lines.push(await keptLine(run, series, request, zero, reader, store));
  return lines;
}

const LINE_BYTES = 128 * 1024 * 1024;
const lineCache = stateLru<ChartLine>(LINE_BYTES);

/** A line is made once for a version of the run, a view and a width. */
async function keptLine(
  run: RunState,
  series: RunSeries,
  request: SeriesRequest,
  zero: AxisZero,
  reader: RunReader,
  store: Store,
): Promise<ChartLine> {
  const { x, from, to, width, smoothing, log_x, coords } = request;
  const view = [x, log_x === true, from, to, width, smoothing, coords ?? null];
  const [owner, state] = [JSON.stringify([run.root, run.dir, run.single]), run.version];
  const key = JSON.stringify([series.key, ...view]);
  const known = lineCache.get(owner, state, key);
  // The place within an answer is written into the meta: each answer has its own.
  if (known !== undefined) return { ...known, meta: { ...known.meta } };
  const line = await lineOf(run, series, request, zero, reader, store);
  lineCache.set(owner, state, key, line, (line.raw.x.length + (line.smooth?.x.length ?? 0)) * 17 + 2_000);
  return { ...line, meta: { ...line.meta } };
}

/** Where the axes of a run begin. The step is looked up for `relstep` only. */
export async function axisZero(run: RunState, reader: RunReader, request: Pick<SeriesRequest, 'x'>): Promise<AxisZero> {
  const zero: AxisZero = { time: run.totals.firstTime ?? 0, step: 0 };
  if (request.x !== 'relstep') return zero;
  let first = Number.POSITIVE_INFINITY;
  for (const series of await reader.series(run)) {
    if (series.id.scale !== DEFAULT_SCALE || series.derived !== null) continue;
    const { firstStep } = await reader.statistics(run, series);
    if (firstStep < first) first = firstStep;
  }
  return { ...zero, step: Number.isFinite(first) ? first : 0 };
}

async function lineOf(
  run: RunState,
  series: RunSeries,
  request: SeriesRequest,
  zero: AxisZero,
  reader: RunReader,
  store: Store,
): Promise<ChartLine> {
  const rising = risingStatistics(series);
  const { x } = request;
  const bySteps = x === 'step' || x === 'relstep';
  const long =
    rising !== null && rising.count > WHOLE_POINTS && rising.stepsRise === 1 && (bySteps || rising.timesRise === 1);
  const all = request.log_x === true || request.smoothing.kind !== 'none' || (request.coords ?? null) !== null;
  if (!long || isMetricAxis(x) || all) {
    const { points, withoutX } = await placeSeries(run, series, request, zero, reader);
    const n = points.x.length;
    const extent: Extent | null = n === 0 ? null : [points.x[0] as number, points.x[n - 1] as number];
    return lineFromPoints(run, series, request, zero, { points, withoutX, extent, candidates: null });
  }
  const extent: Extent = [
    onAxis(x, rising.firstStep, rising.minTime, zero),
    onAxis(x, rising.lastStep, rising.maxTime, zero),
  ];
  const { from, to } = cutOf(request, extent);
  const candidates = await chunkedCandidates(series, { axis: x, zero, from, to, width: request.width }, reader, store);
  return lineFromPoints(run, series, request, zero, { points: candidates.points, withoutX: 0, extent, candidates });
}

type Extent = [number, number];

/** What a line is made of: all points, or those that M4 may keep and what is known of the others. */
interface LinePoints {
  points: AxisPoints;
  withoutX: number;
  extent: Extent | null;
  candidates: Candidates | null;
}

function lineFromPoints(
  run: RunState,
  series: RunSeries,
  request: SeriesRequest,
  zero: AxisZero,
  { points, withoutX, extent, candidates }: LinePoints,
): ChartLine {
  const cut = cutOf(request, extent);
  const raw = pick(points, m4(onCut(points, cut), ...cut.columns));
  const logged = candidates?.inRange ?? firstAfter(points.x, cut.to) - firstAtOrAfter(points.x, cut.from);
  const smooth = smoothPart(points, request.smoothing, cut);
  const meta: SeriesMeta = {
    run: run.single === '' ? (run.dir.split('/').at(-1) as string) : run.single,
    metric: series.id.name,
    scale: series.id.scale,
    labels: series.id.labels,
    version: run.version,
    offset: 0,
    length: raw.x.length,
    smooth_offset: 0,
    smooth_length: smooth?.x.length ?? 0,
    logged,
    drawn: raw.x.length,
    method: logged <= raw.x.length ? 'raw' : 'm4',
    without_x: withoutX,
    zero_time: zero.time,
    zero_step: zero.step,
    group: null,
    smoothed_over: smooth === null ? null : 'points',
    ...(candidates === null ? countNonFinite(points, cut) : nonFiniteOf(candidates)),
    x_min: extent?.[0] ?? null,
    x_max: extent?.[1] ?? null,
    ...drawnExtremes(raw, cut.from, cut.to),
    quantiles: drawnQuantiles(raw),
    stages: stagesOf(run, request, zero),
    first_nan_x: candidates === null ? firstNan(points) : candidates.firstNan,
  };
  return { meta, raw, smooth };
}

/** Non-finite points in the range. */
export function countNonFinite(points: AxisPoints, { from, to }: Cut): Pick<SeriesMeta, 'nan' | 'pos_inf' | 'neg_inf'> {
  const counts = [0, 0, 0, 0, 0];
  const end = firstAfter(points.x, to);
  for (let i = firstAtOrAfter(points.x, from); i < end; i++) counts[points.flag[i] as number]!++;
  return { nan: counts[1] as number, pos_inf: counts[2] as number, neg_inf: counts[4] as number };
}

function nonFiniteOf({ nan, posInf, negInf }: Candidates): Pick<SeriesMeta, 'nan' | 'pos_inf' | 'neg_inf'> {
  return { nan, pos_inf: posInf, neg_inf: negInf };
}

export function firstNan(points: AxisPoints): number | null {
  const at = points.flag.indexOf(1);
  return at < 0 ? null : (points.x[at] as number);
}

/** Stages begin at steps and times: on the axis of another metric they have no one place. */
function stagesOf(run: RunState, { x: axis }: SeriesRequest, zero: AxisZero): SeriesMeta['stages'] {
  if (isMetricAxis(axis)) return [];
  const marks: SeriesMeta['stages'] = [];
  let last = '';
  for (const file of run.files.values()) {
    for (const { step, time, stage } of [
      ...file.cursor.stages,
      ...(file.open === null ? [] : stageChanges(file.open.rows)),
    ]) {
      const x = onAxis(axis, step ?? Number.NaN, time, zero);
      if (stage === last || Number.isNaN(x) || marks.length >= STAGES_KEPT) continue;
      last = stage;
      marks.push({ x, stage });
    }
  }
  return marks.sort((a, b) => a.x - b.x);
}

export function seriesHead(
  lines: readonly (ChartLine | GroupLine)[],
  runs: readonly RunState[],
  unchanged: string[],
  missing: string[],
): SeriesHead {
  let at = 0;
  for (const { meta, raw, smooth } of lines) {
    meta.offset = at;
    meta.smooth_offset = at + raw.x.length;
    at += raw.x.length + (smooth?.x.length ?? 0);
  }
  const pending = runs.reduce((sum, run) => sum + pendingOf(run), 0);
  return { series: lines.map((line) => line.meta), unchanged, missing, pending_bytes: pending };
}
