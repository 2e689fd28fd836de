import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Answered, ask, undocumented } from '../testing/documentedAnswer.ts';
import { type Known, requestsOf } from '../testing/requestsOf.ts';
import { runServer } from '../testing/runServer.ts';
import { FIXTURES, type TempRoot, tempRoot } from '../testing/tempRoot.ts';
import { addressOf } from './curlExample.ts';
import { descriptions } from './descriptions.ts';
import { openapiDocument } from './openapiDocument.ts';
import type { Operation } from './openapiTypes.ts';
import { templateOf } from './parametersOf.ts';
import type { RouteDescription } from './routeDescription.ts';

const document = openapiDocument('test');
const EACH = 100;
const AT_ONCE = 8;
const RUN = '20261120_184222_33a054';

function operationOf({ path, method }: RouteDescription): Operation {
  return document.paths[templateOf(path)]?.[method] as Operation;
}

/** Reading first, then writing; what removes runs comes last. */
const inOrder = [...descriptions].sort((a, b) => rank(a) - rank(b));

function rank({ method, path, tag }: RouteDescription): number {
  const last = ['restore', 'soft-delete', 'permanent', 'empty'].findIndex((end) => path.endsWith(end));
  if (last >= 0) return 10 + last;
  if (method === 'delete') return 10;
  return method === 'get' ? 0 : tag === 'Writing' ? 1 : 2;
}

/** A real run, damaged ones, two of one id, a single file, and some to lose. */
function variedRoot(): TempRoot {
  const root = tempRoot();
  cpSync(join(FIXTURES, 'runicorn-0.6', 'runs', 'digits', 'mlp', RUN), join(root.path, 'digits', 'mlp', RUN), {
    recursive: true,
  });
  for (const name of ['everything', 'garbage', 'nofiles'])
    cpSync(join(FIXTURES, 'synthetic', 'runs', 'hostile', name), join(root.path, 'odd', name), { recursive: true });
  const line = '{"ts":1700000000,"type":"metrics","data":{"loss":1,"global_step":1}}\n';
  for (const name of ['p/twice', 'q/twice']) root.write(`${name}/events.jsonl`, line);
  for (let i = 0; i < 12; i++) root.write(`spare/spare-${i}/events.jsonl`, line);
  root.write('alone.jsonl', '{"ts":1,"type":"run","data":{"id":"alone"}}\n');
  return root;
}

const known: Known = {
  values: {
    id: [RUN, `digits/mlp/${RUN}`, 'twice', 'p/twice', ...Array.from({ length: 12 }, (_, i) => `spare-${i}`)],
    runs: [RUN, 'p/twice', 'spare-1'],
    path: ['media/none.png', 'events.jsonl', 'meta.json', 'a b/ü.png'],
    job: ['1', '2', '7', '99999'],
    experiment: ['1', '2', '99999'],
    name: ['loss', 'train/loss', 'no such metric', '%', 'ü?'],
    runId: [RUN, 'DIG-1', 'twice', '1'],
    project: ['digits', 'p', 'spare'],
    projectName: ['digits', 'p', 'spare'],
    logName: ['train/loss', 'loss', 'none'],
    metric: ['train/loss', 'loss'],
    scale: ['ML_STEP'],
    run_ids: ['spare-1', 'spare-2', 'p/twice', 'no-such-run', RUN],
  },
  queries: ['', 'tag:cv', 'status:finished', 'status:*ish?d, mlp', '"two words"', 'status:"a b"', "tag:'x,y'"],
};

test('valid and invalid requests on every route get documented answers only', { timeout: 600_000 }, async () => {
  await using root = variedRoot();
  await using server = await runServer([root.path]);
  const faults: string[] = [];
  for (const route of inOrder) {
    const operation = operationOf(route);
    const name = `${route.method.toUpperCase()} ${route.path}`;
    const requests = requestsOf(templateOf(route.path), operation, document.components.schemas, known, {
      count: EACH,
      seed: 20261120,
    });
    expect(requests.length).toBe(2 * EACH);
    let taken = 0;
    await inTurns(requests, async ({ address, body, valid, wrong }) => {
      const upgrade = operation.responses['101'] !== undefined;
      const answer = await ask(server.url, { method: route.method, address, body, upgrade });
      if (answer.status < 300) taken++;
      const fault = undocumented(route, operation, answer) ?? judgement(answer, valid, root.path, route.rule);
      if (fault !== null) faults.push(`${name} ${address.slice(0, 200)} [${wrong}] ${body?.slice(0, 200)}: ${fault}`);
    });
    if (taken === 0) faults.push(`${name}: not one request was taken`);
  }
  expect(faults.slice(0, 50)).toEqual([]);
  expect(server.process.exitCode).toBeNull();
  expect(server.output()).not.toMatch(/\n\s+at /);
});

/** What is right may only fail for what it names; what is wrong must not pass; nobody learns where the folder lies. */
function judgement({ status, text }: Answered, valid: boolean, root: string, rule?: string): string | null {
  if (text.includes(root)) return `the path of the root (${status})`;
  if (valid && rule === undefined && (status === 422 || status === 400))
    return `refused though valid: ${text.slice(0, 200)}`;
  // Nothing can be refused once a socket is open: it is closed with a code of its own.
  return !valid && status !== 101 && status < 400 ? `taken though invalid (${status}): ${text.slice(0, 200)}` : null;
}

async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const turn = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, turn));
}

test('the example of every route works on the runs that come with the project', async () => {
  await using root = tempRoot();
  const runs = fileURLToPath(new URL('../../runs', import.meta.url));
  for (const name of readdirSync(runs).filter((name) => !name.startsWith('.')))
    cpSync(join(runs, name), join(root.path, name), { recursive: true });
  await using server = await runServer([root.path]);
  for (const route of inOrder) {
    const operation = operationOf(route);
    const address = addressOf(templateOf(route.path), operation.parameters);
    const example = operation.requestBody?.content['application/json']?.example;
    const body = example === undefined ? null : JSON.stringify(example);
    const upgrade = operation.responses['101'] !== undefined;
    // Only what lies in the recycle bin can go for good.
    if (route.path.endsWith('/permanent')) await ask(server.url, { method: 'delete', address: `/api/runs/${RUN}` });
    const answer = await ask(server.url, { method: route.method, address, body, upgrade });
    expect([101, 200, 201], `${route.method} ${address}: ${answer.text.slice(0, 300)}`).toContain(answer.status);
    expect(undocumented(route, operation, answer), `${route.method} ${address}`).toBeNull();
  }
});
