import { Hono } from 'hono';
import * as z from 'zod';
import { type MetricName, parseValueColumn, type RunValues, STATISTICS } from '../../shared/values.ts';
import type { Engine } from '../engine/api.ts';
import { about, list, meanings, orNull, text } from './parameters.ts';
import { unwrap } from './problem.ts';

import { validate } from './validate.ts';

const MOST_COLUMNS = 200;
const MOST_RUNS = 1_000;

const project = about(orNull(text(4096)), 'Only runs of this project.', 'digits');
const columns = list
  .refine((names) => names.length <= MOST_COLUMNS, { error: `at most ${MOST_COLUMNS}` })
  .refine((names) => names.every((name) => parseValueColumn(name) !== null), {
    error: `each a statistic and a metric, as in last:loss (${STATISTICS.join(', ')})`,
  });
meanings.add(columns, {
  type: 'array',
  minItems: 1,
  items: { type: 'string', pattern: `^(${STATISTICS.join('|')}):[^,]+$` },
});

export const namesQuery = z.object({ project });
export const valuesQuery = z.object({
  project,
  columns: about(columns, 'A statistic and a metric each, parted by commas or repeated.', 'last:train/loss'),
  runs: about(
    orNull(list.refine((refs) => refs.length <= MOST_RUNS, { error: `at most ${MOST_RUNS}` })),
    'Only these runs: ids, parted by commas or repeated.',
  ),
});

/** Metrics as columns of a table of runs. */
export function valueRoutes({ engine }: { engine: Engine }) {
  return new Hono()
    .get('/metrics', validate('query', namesQuery), async (c) => {
      const body: MetricName[] = unwrap(await engine.metricNames(c.req.valid('query').project));
      return c.json(body);
    })
    .get('/values', validate('query', valuesQuery), async (c) => {
      const { project, columns, runs } = c.req.valid('query');
      const parsed = columns.map(parseValueColumn).filter((column) => column !== null);
      const rows = unwrap(await engine.values({ project, columns: parsed, runs }));
      const body: RunValues = { columns, rows };
      return c.json(body);
    });
}
