import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MetricInfo, RunRow } from '../shared/run.ts';
import { tempRoot } from './testing/tempRoot.ts';
import { type TestEngine, testEngine } from './testing/testEngine.ts';

const event = (step: number | null, value: number | string, ts = 0): string =>
  `${JSON.stringify({ ts: 1.7e9 + ts, type: 'metrics', data: { 'val/acc': value, ...(step === null ? {} : { global_step: step }) } })}\n`;

async function listed({ engine, rows }: TestEngine): Promise<{ row: RunRow; metric: MetricInfo }> {
  const [row] = await rows();
  const metrics = await engine.metricList('a');
  if (!metrics.ok || row === undefined) throw new Error('no run');
  const detail = await engine.run('a');
  expect(detail).toMatchObject({
    value: { primary_value: row.primary_value, best_metric_value: row.best_metric_value, first_nan: row.first_nan },
  });
  return { row, metric: metrics.value[0] as MetricInfo };
}

test('a resume that goes back changes the last value of the list as it changes the curve', async () => {
  await using root = tempRoot();
  root.write('p/a/summary.json', '{"best_metric_name":"val/acc","best_metric_mode":"max","best_metric_value":0.9}');
  root.write(
    'p/a/events.jsonl',
    [0.1, 0.9, 0.3, 0.4].map((value, step) => event(step, value)).join('') + event(1, 0.2),
  );
  await using tested = await testEngine(root.path);
  expect(await listed(tested)).toMatchObject({
    row: { primary_metric: 'val/acc', primary_value: 0.4, best_metric_value: 0.4, best_metric_step: 3 },
    metric: { last: 0.4, max: 0.4 },
  });
});

test.each([
  ['stands where the run did not log the metric', 'f1', 0.9, 0.9],
  ['stands where it knows of a better point than the files hold', 'val/acc', 0.9, 0.9],
  ['does not stand where a better one was logged since', 'val/acc', 0.2, 0.4],
])('the best value of the summary %s', async (_, name, said, expected) => {
  await using root = tempRoot();
  root.write('p/a/summary.json', `{"best_metric_name":"${name}","best_metric_mode":"max","best_metric_value":${said}}`);
  root.write('p/a/events.jsonl', event(0, 0.1) + event(1, 0.4));
  await using tested = await testEngine(root.path);
  expect((await listed(tested)).row).toMatchObject({ best_metric_name: name, best_metric_value: expected });
});

test('a NaN that was written over is no mark of the run any more', async () => {
  await using root = tempRoot();
  const before = event(1, 1, 1) + event(2, 'NaN', 2);
  root.write('p/a/events.jsonl', before);
  await using tested = await testEngine(root.path);
  expect((await listed(tested)).row.first_nan).toMatchObject({ metric: 'val/acc', step: 2 });
  root.write('p/a/events.jsonl', before + event(2, 3, 3));
  await tested.engine.run('a');
  expect(await listed(tested)).toMatchObject({ row: { first_nan: null, primary_value: 3 }, metric: { nan: 0 } });
});

const write = fc.record({
  step: fc.option(fc.integer({ min: 0, max: 12 }), { freq: 6 }),
  value: fc.oneof({ weight: 5, arbitrary: fc.integer({ min: -9, max: 9 }) }, fc.constantFrom('NaN', 'Infinity')),
  other: fc.boolean(),
});

test('list, run page and statistics say the same, whatever was written over, in one file or two, and after a restart', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(write, { minLength: 1, maxLength: 30 }), fc.boolean(), async (writes, twoFiles) => {
      await using root = tempRoot();
      root.write('p/a/summary.json', '{"best_metric_name":"val/acc","best_metric_mode":"min"}');
      const texts = { main: '', other: '' };
      writes.forEach(({ step, value, other }, i) => {
        texts[other && twoFiles ? 'other' : 'main'] += event(step, value, i);
      });
      root.write('p/a/events.jsonl', texts.main);
      if (texts.other !== '') root.write('p/a/events.rank1.jsonl', texts.other);
      await using cache = tempRoot();
      const figures: unknown[] = [];
      for (const _ of ['cold', 'warm']) {
        await using tested = await testEngine(root.path, join(cache.path, 'index.db'));
        const { row, metric } = await listed(tested);
        expect(row.primary_value).toBe(metric.last);
        expect(row.best_metric_value).toBe(metric.min);
        expect(row.best_metric_step).toBe(metric.min === null ? null : metric.argmin);
        expect(row.first_nan !== null).toBe(metric.nan > 0);
        figures.push([row.primary_value, row.best_metric_value, row.best_metric_step, row.first_nan]);
      }
      expect(figures[1]).toEqual(figures[0]);
    }),
    { numRuns: 25 },
  );
});
