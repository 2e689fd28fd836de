import { spawn } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { tableFromIPC } from '@uwdata/flechette';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { runServer, until } from './server/testing/runServer.ts';
import { tempRoot } from './server/testing/tempRoot.ts';

const project = fileURLToPath(new URL('.', import.meta.url));
const ADDRESS = '127.0.0.1:23300';
const text = readFileSync(new URL('docs/api.md', import.meta.url), 'utf8');
const blocks = [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language, code]) => ({
  language,
  code: code ?? '',
}));
const commands = blocks.filter(({ code }) => code.includes('curl ')).map(({ code }) => code);
const pythons = blocks.filter(({ language }) => language === 'python').map(({ code }) => code);
const scripts = blocks.filter(({ language }) => language === 'js').map(({ code }) => code);

test('the examples of api.md run on the runs that come with Stepwell, one after another', async () => {
  await using root = tempRoot();
  cpSync(`${project}/runs`, `${root.path}/runs`, { recursive: true });
  await using server = await runServer([`${root.path}/runs`]);
  const { host } = new URL(server.url);
  for (const block of commands) {
    const { code, output } = await bash(block.replaceAll(ADDRESS, host), root.path);
    expect(code, `${block}\n${output}`).toBe(0);
  }
  const said: unknown[] = [];
  const opened: WebSocket[] = [];
  class Opened extends WebSocket {
    constructor(address: string) {
      super(address);
      opened.push(this);
    }
  }
  for (const code of scripts)
    runInNewContext(code.replaceAll(ADDRESS, host), {
      WebSocket: Opened,
      console: { log: (value: unknown) => said.push(value) },
    });
  const hasAll = (): boolean =>
    said.some((one) => typeof one === 'string') &&
    said.some((one) => typeof one === 'object' && one !== null && 'total' in one) &&
    said.some((one) => typeof one === 'object' && one !== null && 'server_version' in one);
  await until(
    async () => hasAll(),
    (all) => all,
  );
  for (const socket of opened) socket.terminate();
});

test('the Arrow stream that api.md fetches in Python has the columns and the head that its other examples use', async () => {
  await using root = tempRoot();
  cpSync(`${project}/runs`, `${root.path}/runs`, { recursive: true });
  await using server = await runServer([`${root.path}/runs`]);
  const [fetching = '', ...reading] = pythons;
  const script = `${fetching.replaceAll(ADDRESS, new URL(server.url).host)}\nopen("answer.arrow", "wb").write(answer)\n`;
  const { code, output } = await bash(`python3 - <<'END'\n${script}END`, root.path);
  expect(code, output).toBe(0);
  const table = tableFromIPC(readFileSync(`${root.path}/answer.arrow`));
  const { series } = JSON.parse(table.schema.metadata?.get('stepwell') ?? '{}');
  expect(series.map(({ metric }: { metric: string }) => metric)).toEqual(['train/loss', 'val/loss']);
  expect(table.numRows).toBeGreaterThan(100);
  for (const library of ['pyarrow', 'pandas', 'polars', 'duckdb'])
    expect(reading.some((block) => block.includes(`import ${library}`))).toBe(true);
  for (const name of ['series', 'part', 'x', 'y', 'flag']) {
    expect(table.names).toContain(name);
    expect(reading.join('\n')).toMatch(new RegExp(`\\b${name}\\b`));
  }
});

/** A refusal by the server, or a command that fails, ends the script. */
function bash(script: string, cwd: string): Promise<{ code: number | null; output: string }> {
  const child = spawn(
    'bash',
    ['-c', `set -e -o pipefail\ncurl() { command curl -sS --fail-with-body "$@"; }\n${script}`],
    { cwd },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}
