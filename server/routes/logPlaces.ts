import { Hono } from 'hono';
import * as z from 'zod';
import type { LogPlace } from '../../shared/logs.ts';
import type { Engine } from '../engine/api.ts';
import type { Moment, MomentWanted } from '../engine/moments.ts';
import { type LinePlace, NO_PLACE, placeOfLine, placeOfTime } from '../logs/linePlaces.ts';
import type { LogFiles } from '../logs/logFiles.ts';
import { about, decimal, text, whole } from './parameters.ts';
import { RequestProblem, unwrap } from './problem.ts';
import { validate } from './validate.ts';

const place = (axis: string) => about(decimal.optional(), `A place on this axis: ${axis}.`);
const AXES = ['step', 'relstep', 'wall', 'relative'] as const;

export const placeQuery = z
  .object({
    line: about(whole(1, 1_000_000_000_000).optional(), 'Number of a line.', 3),
    step: place('step'),
    relstep: place('steps since the first'),
    wall: place('Unix seconds'),
    relative: place('seconds since the first point'),
    metric: about(text(1024, 1).optional(), 'Points of this metric only, for a step.'),
  })
  .transform(({ line, metric = null, ...axes }) => {
    const places = AXES.flatMap((axis): MomentWanted[] => {
      const at = axes[axis];
      return at === undefined ? [] : [{ axis, at, metric }];
    });
    return { line: line ?? null, places };
  });

/** Ties a log to the charts: the line of a place on an axis, and the places of a line. */
export function logPlaceRoutes({ engine, logs }: { engine: Pick<Engine, 'locate' | 'moment'>; logs: LogFiles }) {
  return new Hono().get('/runs/:id/logs/at', validate('query', placeQuery), async (c) => {
    const { line, places } = c.req.valid('query');
    const [wanted, second] = places;
    if ((line === null) === (wanted === undefined) || second !== undefined)
      throw new RequestProblem({ status: 422, detail: 'query: exactly one of line, step, relstep, wall, relative' });
    const ref = c.req.param('id');
    const { dir, singleFile } = unwrap(await engine.locate(ref));
    const asked = unwrap(await engine.moment(ref, wanted ?? null));
    const { signal } = c.req.raw;
    const file = singleFile ? null : logs.get(dir);
    const time = wanted === undefined ? null : timeOf(wanted, asked);
    let found = NO_PLACE;
    if (file !== null && line !== null) found = await placeOfLine(file, asked, line, signal);
    else if (file !== null && time !== null) found = await placeOfTime(file, asked, time, signal);
    const moment = line === null || found.time === null ? asked : unwrap(await engine.moment(ref, near(found)));
    const body: LogPlace = { ...found, x: onAxes(line === null ? time : found.time, found, moment) };
    return c.json(body, 200, { 'Cache-Control': 'no-store' });
  });
}

/** Of a step its point's own time; a place on a time axis is a moment by itself. */
function timeOf({ axis, at }: MomentWanted, { near, zero }: Moment): number | null {
  if (axis === 'wall') return at;
  return axis === 'relative' ? at + zero.time : (near?.time ?? null);
}

/** The point nearest to a line: a clock tells its second only, so its middle is meant. */
function near({ time, step, source }: LinePlace): MomentWanted {
  if (step !== null) return { axis: 'step', at: step, metric: null };
  return { axis: 'wall', at: (time ?? 0) + (source === 'clock' ? 0.5 : 0), metric: null };
}

function onAxes(time: number | null, { step: marked }: LinePlace, { near, zero }: Moment): LogPlace['x'] {
  const step = near?.step ?? marked;
  return {
    step,
    relstep: step === null ? null : step - zero.step,
    wall: time,
    relative: time === null ? null : time - zero.time,
  };
}
