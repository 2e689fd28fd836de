import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const STEPS = 60;
const BEGIN = 1_795_000_000;

/** Writes a sweep of 3 learning rates × 2 optimizers × 2 seeds: finished runs `s01` … `s12` of project `sweep`. */
export function writeSweep(root: string): void {
  let number = 0;
  for (const lr of [1e-4, 1e-3, 1e-2]) {
    for (const optimizer of ['adam', 'sgd']) {
      for (const seed of [0, 1])
        writeSweepRun(root, ++number, { lr, optimizer: { name: optimizer }, seed, data: 'digits' });
    }
  }
}

interface SweepConfig {
  lr: number;
  optimizer: { name: string };
  seed: number;
  data: string;
}

function writeSweepRun(root: string, number: number, config: SweepConfig): void {
  const id = `s${String(number).padStart(2, '0')}`;
  const folder = join(root, 'sweep', id);
  const begin = BEGIN + 1000 * number;
  mkdirSync(folder, { recursive: true });
  const write = (name: string, value: object): void => writeFileSync(join(folder, name), JSON.stringify(value));
  write('meta.json', { id, project: 'sweep', created_at: begin, config });
  write('status.json', { status: 'finished', started_at: begin, ended_at: begin + STEPS });
  const lines = Array.from({ length: STEPS }, (_, step) => {
    const loss = 1 / (1 + step * config.lr * 100) + (config.optimizer.name === 'sgd' ? 0.2 : 0) + config.seed * 0.01;
    const data = { global_step: step, 'train/loss': loss, 'val/acc': 1 - loss / 2 };
    return JSON.stringify({ ts: begin + step, type: 'metrics', data });
  });
  writeFileSync(join(folder, 'events.jsonl'), `${lines.join('\n')}\n`);
}
