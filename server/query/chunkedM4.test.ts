import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { m4 } from '../../shared/m4.ts';
import type { SeriesHead } from '../../shared/series.ts';
import { tempRoot } from '../testing/tempRoot.ts';
import { testEngine } from '../testing/testEngine.ts';

const POINTS = 70_000;

/** A walk with spikes and a stretch of non-finite values; steps with a gap in one of two runs. */
function walk(gap: boolean): { step: number[]; value: number[] } {
  const [step, value]: [number[], number[]] = [[], []];
  let state = 7;
  let level = 0;
  for (let i = 0; i < POINTS; i++) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    level += state / 2_147_483_648 - 0.5;
    step.push(gap && i > 30_000 ? i * 2 + 9_000 : i);
    value.push(
      i % 9_973 === 5_000
        ? 1_000
        : i > 40_000 && i < 40_040
          ? Number.NaN
          : i === 50_001
            ? Number.POSITIVE_INFINITY
            : level,
    );
  }
  return { step, value };
}

interface Answer extends SeriesHead {
  columns: { x: number[]; y: number[]; flag: number[] };
}

test('a long series drawn from its directory keeps what M4 keeps of all points, at random zooms, and counts exactly', async () => {
  await using root = tempRoot();
  const walks = { even: walk(false), gap: walk(true) };
  for (const [name, { step, value }] of Object.entries(walks)) {
    const lines = step.map(
      (at, i) => `{"ts":${1.7e9 + i},"type":"metrics","data":{"v":${value[i]},"global_step":${at}}}\n`,
    );
    root.write(join(name, 'events.jsonl'), lines.join(''));
  }
  await using tested = await testEngine(root.path);
  const zoom = fc.tuple(
    fc.integer({ min: -100, max: 150_000 }),
    fc.integer({ min: 0, max: 150_000 }),
    fc.integer({ min: 16, max: 600 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('even' as const, 'gap' as const), zoom, async (run, [from, span, width]) => {
      const { step, value } = walks[run];
      const to = from + span;
      const request = {
        runs: [run],
        metrics: ['v'],
        x: 'step',
        from,
        to,
        width,
        smoothing: { kind: 'none' },
        since: {},
      } as const;
      const answer = await tested.engine.series({ ...request, runs: [run], metrics: ['v'] }, 'json');
      if (!answer.ok) throw new Error(answer.failure.detail);
      const { columns, series } = JSON.parse(Buffer.from(answer.value.body).toString()) as Answer;
      const flag = Uint8Array.from(value, (y) => (Number.isNaN(y) ? 1 : Number.isFinite(y) ? 0 : 2));
      const points = {
        x: Float64Array.from(step),
        y: Float64Array.from(value, (y, i) => (flag[i] === 0 ? y : 0)),
        flag,
      };
      const kept = m4(points, from, to, width);
      expect(columns.x).toEqual([...kept].map((i) => step[i]));
      expect(columns.y).toEqual([...kept].map((i) => points.y[i]));
      expect(columns.flag).toEqual([...kept].map((i) => flag[i]));
      const inRange = [...flag].filter((_, i) => step[i]! >= from && step[i]! <= to);
      expect(series[0]).toMatchObject({
        logged: inRange.length,
        nan: inRange.filter((kind) => kind === 1).length,
        pos_inf: inRange.filter((kind) => kind === 2).length,
        first_nan_x: step[value.findIndex(Number.isNaN)],
      });
    }),
    { numRuns: 60 },
  );
});
