import { DEFAULT_SCALE } from '../../columns/seriesKey.ts';
import type { RunState } from '../../ingest/runState.ts';
import { nearestByStep, nearestByTime } from '../../query/nearestPoint.ts';
import type { RunReader, RunSeries } from '../../query/runReader.ts';
import { axisZero } from '../../query/seriesAnswer.ts';
import { ok } from '../answer.ts';
import type { EngineContext } from '../context.ts';
import type { Moment, MomentQuestions, MomentWanted } from '../moments.ts';

/** From a place on a chart's axis to a moment of the run, and back: what ties a log to the charts. */
export function momentQuestions({ reader, row, withRun }: EngineContext): MomentQuestions {
  return {
    moment: (ref, wanted) =>
      withRun(ref, async (run) => {
        const zero = await axisZero(run, reader, { x: 'relstep' });
        const { created_time, started_at } = row(run);
        const began = [created_time, started_at, run.totals.firstTime].filter((time) => time !== null && time > 0);
        return ok({
          began: began.length === 0 ? null : Math.min(...(began as number[])),
          ended: run.totals.lastTime,
          zero,
          near: wanted === null ? null : await nearest(run, wanted, zero, reader),
        });
      }),
  };
}

async function nearest(
  run: RunState,
  { axis, at, metric }: MomentWanted,
  zero: Moment['zero'],
  reader: RunReader,
): Promise<Moment['near']> {
  const series = await seriesFor(run, metric, reader);
  if (series === null) return null;
  const view = await reader.view(run, series);
  const bySteps = axis === 'step' || axis === 'relstep';
  const index = bySteps
    ? nearestByStep(view, axis === 'step' ? at : at + zero.step)
    : nearestByTime(view, axis === 'wall' ? at : at + zero.time);
  if (index < 0) return null;
  const number = (value: number | undefined): number | null =>
    value === undefined || Number.isNaN(value) ? null : value;
  return { step: number(view.step[index]), time: number(view.time[index]) };
}

/** The metric that was asked for; without one, the one that was logged most often, as its points lie closest together. */
async function seriesFor(run: RunState, metric: string | null, reader: RunReader): Promise<RunSeries | null> {
  let best: RunSeries | null = null;
  let most = 0;
  for (const series of await reader.series(run)) {
    if (metric === null ? series.id.scale !== DEFAULT_SCALE : series.id.name !== metric) continue;
    const { count } = await reader.statistics(run, series);
    if (count > most) [best, most] = [series, count];
  }
  return best;
}
