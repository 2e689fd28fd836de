import { type Context, Hono } from 'hono';
import * as z from 'zod';
import type { Engine } from '../engine/api.ts';
import type { ExportFilter, ExportPlace } from '../engine/exportQuestions.ts';
import { about, choice, list, meanings } from './parameters.ts';
import { unwrap } from './problem.ts';
import { exportFilter } from './queries.ts';
import { validate } from './validate.ts';

const MOST_RUNS = 10_000;
const HEAD = 'run,metric,scale,labels,step,time,value\n';
const format = about(choice(['csv', 'jsonl']).default('csv'), 'CSV, or a JSON object a line.', 'csv');
const someRuns = list.refine((refs) => refs.length > 0 && refs.length <= MOST_RUNS, {
  error: `from 1 to ${MOST_RUNS} runs`,
});
meanings.add(someRuns, { type: 'array', minItems: 1, items: { type: 'string', pattern: '^[^,]+$' } });
export const oneExportQuery = exportFilter.extend({ format });
export const exportQuery = z.object({
  format,
  runs: about(someRuns, 'Ids of runs, parted by commas or repeated.', '20261120_184222_33a054,20261121_085320_fb4a22'),
});

/** Every point of one run or several as CSV or JSON lines, streamed: one point a line. */
export function exportRoutes({ engine }: { engine: Engine }) {
  return new Hono()
    .get('/runs/:id/export', validate('query', oneExportQuery), async (c) => {
      const { format, ...filter } = c.req.valid('query');
      return send(c, engine, [c.req.param('id')], format, filter);
    })
    .get('/export', validate('query', exportQuery), async (c) => {
      const { runs, format } = c.req.valid('query');
      return send(c, engine, runs, format, null);
    });
}

async function send(
  c: Context,
  engine: Engine,
  refs: readonly string[],
  format: 'csv' | 'jsonl',
  filter: ExportFilter | null,
): Promise<Response> {
  // A run that is not there is told before the first byte, not in the middle of a file.
  for (const ref of refs) unwrap(await engine.locate(ref));
  c.header('Content-Type', format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson');
  const name = refs.length === 1 ? (refs[0] as string).replace(/[^\w.-]/g, '_') : 'runs';
  c.header('Content-Disposition', `attachment; filename="${name}.${format}"`);
  const parts = partsOf(engine, refs, format, filter);
  return c.body(
    new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        const { done, value } = await parts.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: async () => void (await parts.return(undefined)),
    }),
  );
}

async function* partsOf(
  engine: Engine,
  refs: readonly string[],
  format: 'csv' | 'jsonl',
  filter: ExportFilter | null,
): AsyncGenerator<Uint8Array, undefined> {
  if (format === 'csv') yield new TextEncoder().encode(HEAD);
  for (const ref of refs) {
    for (let place: ExportPlace | null = { series: 0, offset: 0 }; place !== null; ) {
      const { body, next }: { body: Uint8Array; next: ExportPlace | null } = unwrap(
        await engine.exportPart(ref, format, place, filter),
      );
      if (body.length > 0) yield body;
      place = next;
    }
  }
}
