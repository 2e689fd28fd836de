import { delimiter, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { processRank } from './environment.ts';
import { type RunOptions, type Settings, settingsOf } from './settings.ts';

const SERVER = { server: 'http://127.0.0.1:1' };

const VARIABLES: [name: string, value: string, read: (settings: Settings) => unknown][] = [
  ['BACKPRESSURE_STRATEGY', 'Raise', (settings) => settings.backpressure],
  ['ERROR_MODES', 'RaiseOnClose', (settings) => settings.errors],
  ['RESUME_STRATEGY', 'Never', (settings) => settings.resume],
  ['CLOSE_STRATEGY', 'CompleteAll', (settings) => settings.close],
  ['LOG_LEVEL', 'Debug', (settings) => settings.logLevel],
  ['ERROR_QUEUE_MAX_SIZE', '3', (settings) => settings.errorQueueSize],
  ['API_KEY', 'secret', (settings) => settings.delivery?.apiKey],
  ['EVENT_QUEUE_MAX_SIZE', '5', (settings) => settings.delivery?.eventQueueSize],
  ['DISPATCH_QUEUE_MAX_SIZE', '7', (settings) => settings.delivery?.dispatchQueueSize],
];

test.each(VARIABLES)('%s sets its option under both names, the own one first', (name, value, read) => {
  expect(read(settingsOf(SERVER, {}))).not.toEqual(value);
  for (const prefix of ['STEPWELL_', 'METRANA_'])
    expect(String(read(settingsOf(SERVER, { [prefix + name]: value })))).toBe(value);
  const both = { [`STEPWELL_${name}`]: value, [`METRANA_${name}`]: 'ignored?' };
  expect(String(read(settingsOf(SERVER, both)))).toBe(value);
});

test('an option goes before the environment, the environment before the default; empty is not set', () => {
  const env = { METRANA_CLOSE_STRATEGY: 'Immediate', STEPWELL_ERROR_MODES: '' };
  expect(settingsOf({ closeStrategy: 'CompleteAll' }, env)).toMatchObject({ close: 'CompleteAll', errors: 'Warn' });
  expect(settingsOf({}, env)).toMatchObject({
    close: 'Immediate',
    backpressure: 'DropNew',
    resume: 'Allow',
    logLevel: 'Success',
    errorQueueSize: 10_000,
  });
  const { delivery } = settingsOf({ ...SERVER, apiKey: 'b', eventQueueMaxSize: 0 }, { METRANA_API_KEY: 'a' });
  expect(delivery).toMatchObject({ apiKey: 'b', eventQueueSize: 0 });
  expect(settingsOf(SERVER, {}).delivery).toMatchObject({ eventQueueSize: 1_000_000, workers: 4, apiKey: null });
  expect(settingsOf({ errorStrategy: 'silent' as never }, {}).errors).toBe('Silent');
});

test.each([
  ['STEPWELL_ERROR_MODES', 'Loud', 'Silent, Warn, RaiseOnLog, RaiseOnClose'],
  ['METRANA_CLOSE_STRATEGY', 'Never', 'Immediate, CompletePending, CompleteAll'],
  ['STEPWELL_EVENT_QUEUE_MAX_SIZE', '-1', '0 for unbounded'],
  ['STEPWELL_DISPATCH_QUEUE_MAX_SIZE', 'many', 'a whole number'],
  ['METRANA_ERROR_QUEUE_MAX_SIZE', '1.5', 'a whole number'],
])('%s=%s is refused by name', (name, value, accepted) => {
  expect(() => settingsOf({}, { [name]: value })).toThrow(`${name}="${value}"`);
  expect(() => settingsOf({}, { [name]: value })).toThrow(accepted);
});

test.each<[Record<string, unknown>, string]>([
  [{ numDispatchWorkers: 0 }, 'numDispatchWorkers=0'],
  [{ resumeStrategy: 'Maybe' }, 'resumeStrategy="Maybe" is not accepted: it is one of Allow, Never'],
  [{ backpressureStrategy: 'x' }, 'DropNew, Block, Raise'],
  [{ errorStrategy: 'x' }, 'Silent, Warn, RaiseOnLog, RaiseOnClose'],
  [{ closeStrategy: 'x' }, 'Immediate, CompletePending, CompleteAll'],
  [{ logLevel: 'x' }, 'Trace, Debug, Info, Success, Warn, Error, Critical, Off'],
  [{ systemMetrics: 'yes' }, 'systemMetrics="yes"'],
  [{ captureConsole: 'yes' }, 'captureConsole="yes"'],
  [{ tags: 'one' }, 'tags="one"'],
  [{ projectName: 3 }, 'projectName=3'],
  [{ eventQueueMaxSize: -1 }, 'eventQueueMaxSize=-1'],
  [{ config: [1] }, 'config must be an object, not a list'],
  [{ server: '127.0.0.1' }, 'server="127.0.0.1"'],
  [{ server: 'http://a', ingestionUrl: 'http://b' }, 'server and ingestionUrl'],
  [{ server: 'http://a', root: 'runs' }, 'root and server'],
  [{ aggregationRules: [{ fns: [] }] }, 'aggregationRules[0].fns is empty'],
  [{ aggregationRules: [{ fns: ['MEDIAN'] }] }, 'AGGREGATION_FN_MEAN'],
  [{ aggregationRules: [{ fns: ['mean'], outputMetricName: 'x' }] }, 'outputMetricName'],
  [{ aggregationRules: [{ fns: ['mean'], suffix: 'x' }] }, 'no field suffix'],
])('%j is refused', (options, told) => {
  expect(() => settingsOf(options as RunOptions, {})).toThrow(told);
});

test('a config that contains itself is refused, and one of maps, sets and odd numbers is kept', () => {
  const config: Record<string, unknown> = {
    lr: Number.POSITIVE_INFINITY,
    a: new Map([['b', new Set([1])]]),
    big: 2n ** 60n,
  };
  expect(settingsOf({ config }, {}).config).toEqual({ lr: 'Infinity', a: { b: [1] }, big: '1152921504606846976' });
  config.self = config;
  expect(() => settingsOf({ config }, {})).toThrow('config: it is no JSON');
});

test('the root comes from the environment, the first of several', () => {
  expect(settingsOf({}, { STEPWELL_ROOT: `/a${delimiter}/b` }).root).toBe(resolve('/a'));
  expect(settingsOf({ root: '/c' }, { STEPWELL_ROOT: '/a' }).root).toBe(resolve('/c'));
  expect(settingsOf({}, {}).root).toBe(resolve('runs'));
});

test('nothing is sent anywhere unless it is asked for', () => {
  expect(settingsOf({}, { STEPWELL_SERVER: 'http://somewhere', STEPWELL_API_KEY: 'key' }).delivery).toBeNull();
});

test('the rank comes from the launcher', () => {
  for (const name of ['RANK', 'OMPI_COMM_WORLD_RANK', 'SLURM_PROCID']) expect(processRank({ [name]: '3' })).toBe(3);
  expect(processRank({ RANK: 'x' })).toBeNull();
});
