import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { tempRoot } from '../../server/testing/tempRoot.ts';
import { collectorSettings, openJsonl } from './collector.ts';
import { InvalidMetricError } from './errors.ts';
import { Experiment } from './experiment.ts';
import { cleanPath, folderIdOf } from './folders.ts';
import type { RunOptions, Settings } from './settings.ts';
import { type GoldenCall, type GoldenCase, revived, vectors } from './testing/golden.ts';
import { IngestServer } from './testing/ingestServer.ts';
import { openRun } from './testing/openRun.ts';

// Processes and threads are started here: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 180_000 });

const object: { session: string; cases: GoldenCase[] } = vectors('object.json');

async function openExperiment(options: RunOptions, more: Partial<Settings>): Promise<Experiment> {
  const { run, sink, reporter } = await openRun(options, more);
  return new Experiment(run, sink, reporter);
}

/** Does the call and compares what it adds to the file. */
function act(experiment: Experiment, { call, arguments: given, error }: GoldenCall): void {
  // biome-ignore lint/suspicious/noExplicitAny: any call
  const { name, value, text, step, metadata, timestamp } = revived(given) as any;
  const work = (): void => {
    if (call === 'metric') experiment.metric(name, value, { step, metadata, timestamp });
    else if (call === 'annotation') experiment.annotation(text, { metadata, step });
    else if (call === 'done') experiment.done();
    else throw new Error(`unknown call ${call}`);
  };
  if (error === undefined) {
    work();
    return;
  }
  expect(work).toThrow(InvalidMetricError);
  expect(work).toThrow(error);
}

function check(text: string, { lines, contains = [] }: GoldenCall): void {
  expect(
    text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line)),
  ).toEqual(lines);
  for (const part of contains) expect(text).toContain(part.replaceAll('": ', '":'));
}

test.each(object.cases)('into a folder: $name', async ({ calls }) => {
  await using root = tempRoot();
  const clock = { at: 1_700_000_000_000_000_000n };
  const experiment = await openExperiment({ root: root.path }, { clock: () => clock.at });
  const file = join(experiment.place, 'events.jsonl');
  for (const call of calls) {
    clock.at = BigInt(call.at);
    const { size } = statSync(file);
    act(experiment, call);
    check(readFileSync(file).subarray(size).toString(), call);
  }
});

test('a server gets the same lines, with ids that count', async () => {
  for (const { name, calls } of object.cases) {
    await using server = await new IngestServer().start();
    const clock = { at: 1_700_000_000_000_000_000n };
    const experiment = await openExperiment({ server: server.url }, { session: object.session, clock: () => clock.at });
    for (const call of calls) {
      clock.at = BigInt(call.at);
      act(experiment, call);
    }
    experiment.done();
    await experiment.flushOrRaise();
    const expected = calls.flatMap((call) => call.lines);
    expect(server.events, name).toEqual(
      expected.map((line, i) => ({ ...line, event_id: `${object.session}:${i + 1}` })),
    );
  }
});

test('a single file says which run it is, and holds the same lines', async () => {
  await using root = tempRoot();
  const { jsonl } = vectors('object.json');
  const clock = { at: BigInt(jsonl.at) };
  const path = join(root.path, 'run.jsonl');
  const options = { runName: jsonl.name, description: jsonl.description, config: jsonl.meta, logLevel: 'Off' } as const;
  const experiment = await openJsonl(path, collectorSettings(options, { clock: () => clock.at }));
  const opening = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  expect(opening).toHaveLength(jsonl.opening.length);
  expect(opening.map((line) => JSON.parse(line))).toMatchObject(jsonl.opening);
  for (const call of jsonl.calls) {
    clock.at = BigInt(call.at);
    const { size } = statSync(path);
    act(experiment, call);
    check(readFileSync(path).subarray(size).toString(), call);
  }
});

test('the id of a folder follows from its path', () => {
  const { ids } = vectors('folders.json');
  expect(ids.length).toBeGreaterThan(3);
  for (const { path, folder, id } of ids) expect([cleanPath(path), folderIdOf(cleanPath(path))]).toEqual([folder, id]);
});
