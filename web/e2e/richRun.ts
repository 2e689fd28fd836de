import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FIXTURES } from '../../server/testing/tempRoot.ts';

const BEGIN = 1_795_000_000;
const IMAGE = 'runicorn-0.6/runs/digits/mlp/20261120_184458_f97157/media/1795200300038_ada573_confusion_matrix.png';

/** Writes one run that has something for every part of its page: `rich` of project `rich`. */
export function writeRichRun(root: string): void {
  const folder = join(root, 'rich', 'rich');
  mkdirSync(join(folder, 'media'), { recursive: true });
  copyFileSync(join(FIXTURES, IMAGE), join(folder, 'media', 'a.png'));
  const config = {
    optimizer: { name: 'adam', betas: { one: 0.9, two: 0.999 } },
    model: { layers: [1, 2, 3], width: 64 },
    keys: Object.fromEntries(Array.from({ length: 80 }, (_, i) => [`key_${i}`, i])),
  };
  const write = (name: string, value: object): void => writeFileSync(join(folder, name), JSON.stringify(value));
  write('meta.json', { id: 'rich', project: 'rich', alias: 'rich', created_at: BEGIN, config, tags: ['cv'] });
  write('status.json', { status: 'finished', started_at: BEGIN, ended_at: BEGIN + 200 });
  write('summary.json', { best: { loss: 0.1 }, note: 'done' });
  writeFileSync(join(folder, 'events.jsonl'), events().join('\n').concat('\n'));
  writeFileSync(join(folder, 'logs.txt'), log().join('\n').concat('\n'));
}

/** 120 steps, the last 40 written anew; NaN from step 100 on; what a machine did, an image, an annotation, lines that are none. */
function events(): string[] {
  const line = (ts: number, type: string, data: object): string => JSON.stringify({ ts: BEGIN + ts, type, data });
  const point = (ts: number, step: number): string =>
    line(ts, 'metrics', {
      global_step: step,
      stage: step < 60 ? 'warmup' : 'main',
      'train/loss': step < 100 ? 1 / (step + 1) : 'NaN',
      'val/acc': step / 120,
      'val/more/f1': step / 240,
    });
  return [
    ...Array.from({ length: 120 }, (_, i) => point(i, i)),
    ...Array.from({ length: 40 }, (_, i) => point(130 + i, 80 + i)),
    ...Array.from({ length: 20 }, (_, i) =>
      line(5 * i, 'metric', { name: 'cpu', value: i, step: null, scale: 'SYSTEM' }),
    ),
    ...[10, 20, 30].map((step) =>
      line(step, 'image', { key: 'confusion', path: 'media/a.png', step, caption: `at ${step}` }),
    ),
    line(20, 'annotation', { text: 'halved the rate', step: 20, metadata: {} }),
    ...Array.from({ length: 150 }, (_, i) => `no line ${i}`),
  ];
}

function log(): string[] {
  return Array.from({ length: 300 }, (_, i) => {
    const clock = new Date(1_000 * (BEGIN + Math.floor(i / 2))).toTimeString().slice(0, 8);
    if (i % 3 === 0) return `epoch ${i}: ${i % 100}%|####      | ${i % 100}/100 [00:12<00:15,  3.45it/s]`;
    return `[${clock}] line ${i} of the log${i % 7 === 1 ? `, a long one: ${'word '.repeat(60)}` : ''}`;
  });
}
