import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { tempRoot } from '../server/testing/tempRoot.ts';
import { testEngine } from '../server/testing/testEngine.ts';

const folder = fileURLToPath(new URL('./python', import.meta.url));
const GOLDEN = fileURLToPath(new URL('../shared/fixtures/golden', import.meta.url));
const modules = readdirSync(join(folder, 'tests'))
  .filter((name) => /^test_\w+\.py$/.test(name))
  .map((name) => name.replace(/\.py$/, ''));

/** Runs Python with the package's source in the path; resolves with its code and what it printed. */
async function runPython(args: string[]): Promise<{ code: number | null; output: string }> {
  const path = [join(folder, 'src'), join(folder, 'tests')].join(delimiter);
  const child = spawn('python3', args, {
    cwd: folder,
    env: { ...process.env, PYTHONPATH: path, PYTHONDONTWRITEBYTECODE: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const take = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, output };
}

test('there are Python tests', () => {
  expect(modules.length).toBeGreaterThan(5);
});

test.each(modules)('the Python client passes %s', { timeout: 300_000 }, async (name) => {
  const { code, output } = await runPython(['-m', 'unittest', '-v', name]);
  expect(code, output).toBe(0);
});

interface Line {
  type: string;
  data: Record<string, unknown>;
}

interface Case {
  name: string;
  calls: { lines: Line[] }[];
}

/** The cases of one file of vectors, with the id of the run that plays each. */
function goldenCases(file: string, prefix: string): [id: string, Case][] {
  const { cases } = JSON.parse(readFileSync(join(GOLDEN, `${file}.json`), 'utf8')) as { cases: Case[] };
  return cases.map((one, number) => [`${prefix}-${number}`, one]);
}

interface Point {
  step: unknown;
  value: unknown;
}

/** Points of each series in the order of writing, as the format describes a line. */
function pointsOf(lines: readonly Line[]): Map<string, Point[]> {
  const points = new Map<string, Point[]>();
  const add = (name: string, scale: string, labels: object, point: Point): void => {
    const key = JSON.stringify([name, scale, Object.entries(labels)]);
    points.set(key, [...(points.get(key) ?? []), point]);
  };
  for (const { type, data } of lines) {
    if (type === 'metric')
      add(String(data.name), String(data.scale), data.labels ?? {}, { step: data.step, value: data.value });
    if (type !== 'metrics') continue;
    for (const [name, value] of Object.entries(data))
      if (!['global_step', 'time', 'stage'].includes(name)) add(name, 'ML_STEP', {}, { step: data.global_step, value });
  }
  return points;
}

/** Finite values that stand: of several at one step the last. */
function standing(points: readonly Point[]): number[] {
  const last = new Map(points.map((point, i) => [point.step ?? `without ${i}`, point.value]));
  return [...last.values()].filter((value) => typeof value === 'number');
}

test('what the golden calls write is what the engine reads: every point, nothing quarantined or unknown', async () => {
  await using root = tempRoot();
  const { code, output } = await runPython([join(folder, 'tests', 'play_golden.py'), root.path]);
  expect(code, output).toBe(0);
  await using made = await testEngine(root.path);
  for (const [id, { name, calls }] of [...goldenCases('lines', 'case'), ...goldenCases('object', 'object')]) {
    const lines = calls.flatMap((call) => call.lines);
    const run = await made.engine.run(id);
    if (!run.ok) throw new Error(`${name}: ${run.failure.detail}`);
    const stepless_points = lines.filter(({ type, data }) => type === 'metric' && data.step === null).length;
    expect(run.value.counters, name).toMatchObject({ non_metric_values: 0, unknown_events: 0, stepless_points });
    expect([run.value.quarantined_lines, run.value.pending_bytes, run.value.status], name).toEqual([0, 0, 'finished']);
    const list = await made.engine.metricList(id);
    if (!list.ok) throw new Error(`${name}: ${list.failure.detail}`);
    const written = pointsOf(lines);
    expect(list.value.length, name).toBe(written.size);
    for (const one of list.value) {
      const key = JSON.stringify([one.name, one.scale, Object.entries(one.labels)]);
      const points = written.get(key) ?? [];
      const finite = standing(points);
      expect([one.raw_count, one.finite], `${name}: ${key}`).toEqual([points.length, finite.length]);
      expect([one.min, one.max], `${name}: ${key}`).toEqual(
        finite.length === 0 ? [null, null] : [Math.min(...finite), Math.max(...finite)],
      );
    }
  }
});
