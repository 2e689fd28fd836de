import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { FIXTURES, tempRoot } from './testing/tempRoot.ts';
import { testEngine } from './testing/testEngine.ts';

interface Reading {
  folder: string;
  rows: unknown[];
  non_finite: [number, string, string][];
}

test.each(['runicorn-0.6', 'runicorn-0.5', 'synthetic'])(
  'metrics_step of every run of %s equals an independent reading of its events, every value exactly',
  async (fixture) => {
    await using root = tempRoot(fixture);
    await using tested = await testEngine(root.path);
    const readings = pythonReadings(root.path);
    expect(readings.length).toBeGreaterThan(2);
    for (const reading of readings) {
      const table = JSON.parse(await tested.table(basename(reading.folder))) as Reading;
      expect(table.rows, reading.folder).toEqual(reading.rows);
      expect(sorted(table.non_finite), reading.folder).toEqual(sorted(reading.non_finite));
    }
  },
);

function pythonReadings(root: string): Reading[] {
  const folders = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => basename(name) === 'events.jsonl')
    .map((name) => join(root, dirname(name)));
  const script = join(FIXTURES, '..', 'read_events.py');
  const output = execFileSync('python3', [script, ...folders], { encoding: 'utf8', maxBuffer: 1 << 28 });
  return output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Reading);
}

function sorted(list: [number, string, string][]): string[] {
  return list.map((entry) => JSON.stringify(entry)).sort();
}
