import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Recorder } from './recorder.ts';

interface Call {
  call: string;
  at: string;
  arguments: Record<string, unknown>;
  lines: unknown[];
  contains?: string[];
  dropped?: number;
}

const golden = JSON.parse(
  readFileSync(new URL('../../shared/fixtures/golden/lines.json', import.meta.url), 'utf8'),
) as { cases: { name: string; calls: Call[] }[] };

/** `$number` and `$integer` stand for what JSON cannot hold. */
function revived(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('$number' in value) return Number(value.$number);
  if ('$integer' in value) return BigInt(value.$integer as string);
  if (Array.isArray(value)) return value.map(revived);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, revived(one)]));
}

type Given = Record<
  | 'metric_name'
  | 'value'
  | 'scale'
  | 'step'
  | 'labels'
  | 'evaluation'
  | 'timestamp'
  | 'rl_step'
  | 'episode'
  | 'env_step'
  | 'env_id'
  | 'stage'
  | 'text'
  | 'metadata',
  never
>;

function play(recorder: Recorder, call: string, given: Given): void {
  const { metric_name, value, scale, step, labels, evaluation, timestamp, rl_step, episode, env_step, env_id } = given;
  const named = env_id === undefined ? labels : { ...(labels as object | undefined), environment_id: env_id };
  const place = { scale, step, labels: named, evaluation, timestamp };
  if (call === 'log' || call === 'log_rl_step') recorder.log(metric_name, value, place);
  else if (call === 'log_rl_episode')
    recorder.log(metric_name, value, { ...place, scale: 'EPISODE', step: episode, coords: { rl_step } });
  else if (call === 'log_rl_environment_step')
    recorder.log(metric_name, value, {
      ...place,
      scale: 'ENVIRONMENT_STEP',
      step: env_step,
      coords: { rl_step, ...(episode === undefined ? {} : { episode }) },
    });
  else if (call === 'set_stage') recorder.setStage(given.stage);
  else if (call === 'annotate') recorder.annotate(given.text, given.metadata, given.step);
  else throw new Error(`unknown call ${call}`);
}

test.each(golden.cases)('golden: $name', ({ calls }) => {
  const lines: string[] = [];
  let [dropped, now] = [0, 0n];
  const recorder = new Recorder(
    { append: ({ head, tail }) => void lines.push(head + tail) },
    () => now,
    [],
    () => {
      dropped++;
    },
  );
  for (const call of calls) {
    [lines.length, dropped, now] = [0, 0, BigInt(call.at)];
    play(recorder, call.call, revived(call.arguments) as Given);
    expect(lines.map((line) => JSON.parse(line))).toEqual(call.lines);
    for (const text of call.contains ?? []) expect(lines.join('\n')).toContain(text.replaceAll('": ', '":'));
    expect(dropped).toBe(call.dropped ?? 0);
  }
});
