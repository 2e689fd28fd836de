import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export interface RunShape {
  lines: number;
  metrics: number;
  /** How far the noise around a curve reaches; 3 is noise only, as a hard case for everyone. */
  noise?: number;
}

/** Writes a run with `lines` lines of `metrics` full-precision values each. Deterministic. */
export function makeRun(folder: string, { lines, metrics, noise = 3 }: RunShape, seed = 1): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'meta.json'), JSON.stringify({ created_at: 1.7e9 + seed, config: { seed } }));
  writeFileSync(
    join(folder, 'status.json'),
    JSON.stringify({ status: 'finished', started_at: 1.7e9, ended_at: 1.7e9 + lines }),
  );
  const file = openSync(join(folder, 'events.jsonl'), 'w');
  const random = generator(seed);
  let text = '';
  let time = 1.7e9;
  for (let step = 1; step <= lines; step++) {
    time += 0.1 + random() / 100;
    let data = '';
    for (let m = 0; m < metrics; m++) data += `"train/m${m}": ${random() * noise + Math.sin(step / 5000)}, `;
    text += `{"ts": ${time}, "type": "metrics", "data": {${data}"global_step": ${step}, "time": ${time}, "stage": "train"}}\n`;
    if (text.length > 4_000_000) {
      writeSync(file, text);
      text = '';
    }
  }
  writeSync(file, text);
  closeSync(file);
}

/** Mulberry32, 53 bits a number. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  return () => ((next() >>> 5) * 67_108_864 + (next() >>> 6)) / 9_007_199_254_740_992;
}
