import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runServer } from './testing/runServer.ts';
import { tempRoot } from './testing/tempRoot.ts';

/** A Python with the packages that the documented examples use: Debian's own first. */
const PYTHON = ['/usr/bin/python3', 'python3'].find(
  (python) =>
    spawnSync(python, ['-c', 'import requests, pandas, openpyxl, matplotlib, websockets, websocket']).status === 0,
);
/** The document whose examples are promised to run; beside the project where it is developed. */
const SEED = fileURLToPath(new URL('../../shared/seeds/runicorn-metrics-api.md', import.meta.url));
/** Its Python blocks but two that need packages no distribution brings, and one that is no program. */
const SEED_PROGRAMS = 13;
const RUN = '20250114_153045_b2c3d4';

/** Steps with gaps and a NaN: validation every tenth step only. */
function events(): string {
  const lines: string[] = [];
  for (let step = 1; step <= 200; step++) {
    const data: Record<string, unknown> = {
      global_step: step,
      loss: 2 / step,
      learning_rate: 0.001,
      stage: step <= 20 ? 'warmup' : 'train',
    };
    if (step % 2 === 0) data.accuracy = 1 - 1 / step;
    const text = JSON.stringify({ ts: 1_736_868_645 + step / 2, type: 'metrics', data });
    lines.push(step === 77 ? text.replace(/"loss":[^,]+/, '"loss":NaN') : text);
  }
  return `${lines.join('\n')}\n`;
}

/** Examples of our own in the style of the documented ones, for checkouts that stand alone. */
const OWN = [
  `import requests, csv
data = requests.get('http://127.0.0.1:23300/api/runs/RUN/metrics_step').json()
with open('out.csv', 'w', newline='') as f:
    writer = csv.DictWriter(f, fieldnames=data['columns'])
    writer.writeheader()
    writer.writerows(data['rows'])
print(len(data['rows']))`,
  `import requests, pandas
frame = pandas.DataFrame(requests.get('http://127.0.0.1:23300/api/runs/RUN/metrics_step').json()['rows'])
print(frame['accuracy'].idxmax(), frame['stage'].unique())`,
  `import requests, pandas
frame = pandas.DataFrame(requests.get('http://127.0.0.1:23300/api/runs/RUN/metrics_step').json()['rows'])
with pandas.ExcelWriter('out.xlsx') as book:
    for stage, rows in frame.groupby('stage'):
        rows.to_excel(book, sheet_name=stage, index=False)
print({name: len(sheet) for name, sheet in pandas.read_excel('out.xlsx', sheet_name=None).items()})`,
  `import requests
rows = requests.get('http://127.0.0.1:23300/api/runs/RUN/metrics').json()['rows']
print([row['loss'] for row in rows][:3], [row['accuracy'] for row in rows][:3])`,
  `import asyncio, websockets
async def main():
    async with websockets.connect("ws://127.0.0.1:23300/api/runs/RUN/logs/ws") as socket:
        while True:
            print(await socket.recv(), flush=True)
asyncio.run(main())`,
  `from websocket import create_connection
socket = create_connection("ws://127.0.0.1:23300/api/runs/RUN/logs/ws")
while True:
    print(socket.recv(), flush=True)`,
];

/** Whole programs of the document that need no package that is not here. Only the run's id is put in. */
function examples(): string[] {
  const blocks = existsSync(SEED)
    ? [...readFileSync(SEED, 'utf8').matchAll(/```python\n(.*?)```/gs)].map((match) => match[1] ?? '')
    : [];
  const usable = blocks.filter((code) => /^(import|from) /.test(code) && !/torch|wandb/.test(code));
  return [...OWN, ...usable].map((code) =>
    code
      .replace(/run_id = "[^"]*"/g, `run_id = "${RUN}"`)
      .replace(/(?:stream_logs\w*|monitor_training|get_metrics_safe)\("[^"]*"/g, (call) =>
        call.replace(/"[^"]*"/, `"${RUN}"`),
      )
      // One of them forgets the f of its f-string.
      .replace(/\('([^']*)\{run_id\}/g, `('$1${RUN}`)
      .replaceAll('RUN', RUN),
  );
}

test.skipIf(PYTHON === undefined)(
  'the documented Python examples run unchanged but for the run id, on a run with gaps and NaN',
  { timeout: 300_000 },
  async () => {
    await using root = tempRoot();
    root.write(`demo/${RUN}/events.jsonl`, events());
    root.write(
      `demo/${RUN}/logs.txt`,
      '12:34:56 | Starting training...\n\nEpoch 5/100, loss=0.234, acc=0.95\n45%|####      | 45/100 [00:12<00:15,  3.45it/s]\nthe end\n',
    );
    await using _server = await runServer([root.path], { args: ['--port', '23300'] });
    const programs = examples();
    expect(programs.length).toBe(OWN.length + (existsSync(SEED) ? SEED_PROGRAMS : 0));
    for (const program of programs) {
      const streams = /websocket/.test(program);
      const { output, code } = await runPython(program, root.path, streams ? 'the end' : null);
      expect(code, `${program}\n---\n${output}`).toBe(0);
      if (streams && !program.includes('monitor_training')) expect(output).toContain('Starting training');
    }
    for (const name of ['out', ...(existsSync(SEED) ? [`${RUN}_metrics`] : [])]) {
      const [head, ...rows] = readFileSync(join(root.path, `${name}.csv`), 'utf8')
        .trimEnd()
        .split('\r\n');
      expect(head).toBe('global_step,loss,learning_rate,accuracy,time,stage');
      expect([rows.length, rows[0], rows[76]]).toEqual([200, '1,2,0.001,,0,warmup', '77,,0.001,,38,train']);
      const { output, code } = await runPython(sheets(`${name}.xlsx`), root.path, null);
      expect([code, output.trim()]).toEqual([
        0,
        name === 'out' ? 'train=180 warmup=20' : 'All Metrics=200 train=180 warmup=20',
      ]);
    }
  },
);

function sheets(book: string): string {
  return `import pandas
sheets = pandas.read_excel('${book}', sheet_name=None)
print(*(f'{name}={len(rows)}' for name, rows in sorted(sheets.items())))`;
}

/** Runs a program; one that streams for ever is ended once it has printed `last` (that counts as success). */
function runPython(
  program: string,
  cwd: string,
  last: string | null,
): Promise<{ output: string; code: number | null }> {
  return new Promise((resolve) => {
    const child = spawn(PYTHON as string, ['-u', '-c', program], {
      cwd,
      env: { ...process.env, MPLBACKEND: 'Agg', NO_PROXY: '*' },
    });
    let output = '';
    let seen = false;
    const take = (chunk: Buffer): void => {
      output += chunk.toString();
      if (last === null || seen || !/the end|Epoch 5|acc=0.95/.test(output)) return;
      seen = output.includes(last) || program.includes('monitor_training');
      if (seen) child.kill('SIGKILL');
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('exit', (code) => resolve({ output, code: seen ? 0 : code }));
  });
}
