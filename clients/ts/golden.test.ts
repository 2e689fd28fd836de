import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { tempRoot } from '../../server/testing/tempRoot.ts';
import { segment } from '../../shared/segment.ts';
import type { Run } from './run.ts';
import { eventsFiles, parentFolder } from './runFolder.ts';
import { type GoldenCall, type GoldenCase, revived, vectors } from './testing/golden.ts';
import { IngestServer } from './testing/ingestServer.ts';
import { type OpenRun, openRun } from './testing/openRun.ts';

// Processes and threads are started here: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 180_000 });

const lines: { session: string; cases: GoldenCase[] } = vectors('lines.json');

/** The Python client's call as this client spells it. */
function play(run: Run, { call, arguments: given }: GoldenCall): void {
  // biome-ignore lint/suspicious/noExplicitAny: any call
  const said = revived(given) as Record<string, any>;
  const { metric_name, value, scale, step, labels, evaluation, timestamp } = said;
  const { rl_step: rlStep, episode, env_step: envStep, env_id: envId } = said;
  const rl = { rlStep, episode, envId, labels, evaluation, timestamp };
  if (call === 'log') run.log(metric_name, value, { scale, step, labels, evaluation, timestamp });
  else if (call === 'log_rl_step') run.logRlStep(metric_name, value, { step, labels, evaluation, timestamp });
  else if (call === 'log_rl_episode') run.logRlEpisode(metric_name, value, rl);
  else if (call === 'log_rl_environment_step') run.logRlEnvironmentStep(metric_name, value, { ...rl, envStep });
  else if (call === 'set_stage') run.setStage(said.stage);
  else if (call === 'annotate') run.annotate(said.text, { metadata: said.metadata, step });
  else throw new Error(`unknown call ${call}`);
}

/** Plays the calls and compares what each adds to the file. */
function playInto(open: OpenRun, file: string, calls: readonly GoldenCall[], clock: { at: bigint }): void {
  for (const call of calls) {
    clock.at = BigInt(call.at);
    const [size, dropped] = [statSync(file).size, open.run.dropped];
    play(open.run, call);
    const text = readFileSync(file).subarray(size).toString();
    const written = text.split('\n').slice(0, -1);
    expect(written.map((line) => JSON.parse(line))).toEqual(call.lines);
    for (const part of call.contains ?? []) expect(text).toContain(part.replaceAll('": ', '":'));
    expect(open.run.dropped - dropped).toBe(call.dropped ?? 0);
  }
}

test.each(lines.cases)('into a folder: $name', async ({ calls }) => {
  await using root = tempRoot();
  const clock = { at: 1_700_000_000_000_000_000n };
  const open = await openRun({ root: root.path, errorStrategy: 'Silent' }, { clock: () => clock.at });
  playInto(open, join(open.run.place, 'events.jsonl'), calls, clock);
  await open.run.close();
});

test('a server gets the same lines, with ids that count', async () => {
  for (const { name, calls } of lines.cases) {
    await using server = await new IngestServer().start();
    const clock = { at: 1_700_000_000_000_000_000n };
    const more = { session: lines.session, clock: () => clock.at };
    const { run } = await openRun({ server: server.url, errorStrategy: 'Silent' }, more);
    for (const call of calls) {
      clock.at = BigInt(call.at);
      play(run, call);
    }
    await run.close();
    const expected = calls.flatMap((call) => call.lines);
    expect(server.events, name).toEqual(
      expected.map((line, i) => ({ ...line, event_id: `${lines.session}:${i + 1}` })),
    );
  }
});

interface Resumed {
  name: string;
  rank: number | null;
  files: Record<string, string>;
  calls: GoldenCall[];
}

test.each<Resumed>(vectors('resume.json').cases)('a resumed run: $name', async ({ rank, files, calls }) => {
  await using root = tempRoot();
  mkdirSync(join(root.path, 'golden', 'run'), { recursive: true });
  root.write('golden/run/meta.json', '{"key": "key"}');
  for (const [name, text] of Object.entries(files)) root.write(`golden/run/${name}`, text);
  const clock = { at: 1_700_000_000_000_000_000n };
  const options = { root: root.path, projectName: 'golden', runName: 'key' };
  const open = await openRun(options, { clock: () => clock.at, rank });
  expect(open.run.resumed).toBe(true);
  const [own] = eventsFiles(open.run.place).filter((name) => !(name in files));
  playInto(open, join(open.run.place, own ?? ''), calls, clock);
  await open.run.close();
});

test('names become folder names', () => {
  const { segments, folders } = vectors('folders.json');
  expect(segments.length + folders.length).toBeGreaterThan(20);
  for (const one of segments) expect(segment(one.name)).toBe(one.segment);
  for (const { workspace, project, experiment, folder_path, folder } of folders) {
    const settings = { root: '/root', workspace, project: project ?? 'default', experiment, folderPath: folder_path };
    expect(parentFolder(settings)).toBe(join('/root', folder));
  }
});
