import { Hono } from 'hono';
import * as z from 'zod';
import type { StepTable } from '../../shared/table.ts';
import type { Engine } from '../engine/api.ts';
import { about, list, meanings, orNull, text, whole } from './parameters.ts';
import { RequestProblem, unwrap } from './problem.ts';
import { validate } from './validate.ts';

const RANGE = /^(-?\d+(?:\.\d+)?)?:(-?\d+(?:\.\d+)?)?$/;

const stepRange = text(64).optional();
meanings.add(stepRange, { type: 'string', pattern: '^(-?[0-9]{1,9})?:(-?[0-9]{1,9})?$' });

export const fastQuery = z.object({
  metric_names: about(orNull(list), 'Names of metrics, parted by commas; without it all.', 'train/loss'),
  step_range: about(stepRange, '`min:max`, inclusive; either may be missing.', '100:200'),
  downsample: about(orNull(whole(2, 50_000)), 'Most buckets per metric.', 100),
});

/** Runicorn's two further questions about one run: the second version of metrics by step, and the deprecated progress. */
export function fastRoutes({ engine }: { engine: Engine }) {
  return new Hono()
    .get('/v2/experiments/:id/metrics/fast', validate('query', fastQuery), async (c) => {
      const began = performance.now();
      const { metric_names, step_range, downsample } = c.req.valid('query');
      const [from, to] = rangeOf(step_range);
      const answer = unwrap(
        await engine.metricsTable(c.req.param('id'), {
          by: 'step',
          metrics: metric_names,
          from,
          to,
          downsample,
          scale: null,
          labels: null,
          coords: null,
        }),
      );
      const { columns, rows } = JSON.parse(new TextDecoder().decode(answer.body)) as StepTable;
      const query_time_ms = Math.round((performance.now() - began) * 100) / 100;
      const applied_filters = {
        metrics: metric_names,
        step_range: step_range ?? null,
        downsampled: downsample !== null,
      };
      return c.json({ columns, rows, query_time_ms, total_points: rows.length, applied_filters });
    })
    .get('/runs/:id/progress', async (c) => {
      const run = unwrap(await engine.run(c.req.param('id')));
      c.header('Deprecation', 'true');
      c.header('Link', '</api/runs>; rel="successor-version"');
      return c.json({ available: run.last_step !== null, status: run.status, current_step: run.last_step });
    });
}

function rangeOf(text: string | undefined): [number | null, number | null] {
  if (text === undefined) return [null, null];
  const [, from, to] = RANGE.exec(text) ?? [];
  if (!RANGE.test(text)) throw new RequestProblem({ status: 400, detail: "Invalid step_range format, use 'min:max'" });
  return [from === undefined ? null : Number(from), to === undefined ? null : Number(to)];
}
