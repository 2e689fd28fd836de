import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { classifyLine } from './tqdm.ts';

const ESC = '\u001b';

const BARS: [name: string, line: string][] = [
  ['a plain bar', ' 45%|████▌     | 45/100 [00:12<00:15,  3.45it/s]'],
  ['at the start', '  0%|          | 0/100 [00:00<?, ?it/s]'],
  ['at the end', '100%|██████████| 100/100 [00:28<00:00,  3.45it/s]'],
  ['with a description', 'Epoch 3:  45%|████▌     | 45/100 [00:12<00:15,  3.45it/s]'],
  ['with a postfix', 'Epoch 3:  45%|████▌     | 45/100 [00:12<00:15,  3.45it/s, loss=0.341, lr=1e-3]'],
  ['with a list as postfix', '45%|████▌     | 45/100 [00:12<00:15,  3.45it/s, loss=[0.1, 0.2]]'],
  ['slower than one a second', ' 45%|████▌     | 45/100 [03:12<04:15,  4.10s/it]'],
  ['hours', ' 45%|████▌     | 45/100 [13:03:12<104:04:15, 4.10s/it]'],
  ['ascii', ' 45%|####5     | 45/100 [00:12<00:15,  3.45it/s]'],
  ['custom characters', ' 45%|====>.....| 45/100 [00:12<00:15,  3.45it/s]'],
  ['scaled', 'model.safetensors:  57%|█████▋    | 548M/954M [00:05<00:04, 105MB/s]'],
  ['scaled with decimals', '  3%|▎         | 1.05M/32.2M [00:00<00:20, 1.55MB/s]'],
  ['unknown total', 'Validation: |          | 3/? [00:00<?, ?it/s]'],
  ['custom unit', 'Map:  45%|████▌     | 450/1000 [00:00<00:00, 12345.67 examples/s]'],
  ['captured with a time before it', '[18:42:33] total:   2%|▎       | 11/600 [00:00<00:02, 217.64it/s, loss=2.29]'],
  ['of one rank', '[rank1]: Epoch 0:  45%|████▌     | 45/100 [00:12<00:15,  3.45it/s]'],
  ['padded to wipe a longer one', ' 45%|████▌     | 45/100 [00:12<00:15,  3.45it/s]          '],
  ['coloured', `${ESC}[32m 45%|████▌     ${ESC}[0m| 45/100 [00:12<00:15,  3.45it/s]`],
  ['cut by a narrow terminal in its details', 'total:   2%|▎   | 11/600 [00:00<00:02, 217.64it/s, loss=2.2'],
  ['cut right after the rate began', ' 45%|████▌     | 45/100 [00:12<00:15, 3'],
  ['cut inside the clocks', ' 45%|████▌     | 45/100 [00:1'],
  ['cut inside the count', ' 45%|████▌     | 45/1'],
  ['cut inside the bar', ' 45%|████▌'],
  ['without details', ' 45%|████▌     | 45/100'],
  ['without room for the bar', ' 45% 45/100 [00:12<00:15,  3.45it/s]'],
  ['counts only', '45/100 [00:12<00:15,  3.45it/s]'],
  ['no total', '45it [00:12,  3.45it/s]'],
  ['no total at the start', '0it [00:00, ?it/s]'],
  ['no total, scaled', '1.20kit [00:12, 3.45kit/s]'],
  ['no total, custom unit', '12batch [00:01, 9.30batch/s]'],
  ['no total, unit of its own word', 'Generating train split: 120 examples [00:00, 3423.41 examples/s]'],
  ['no total, slow', '3it [00:12,  4.10s/it]'],
  ['no total, bytes', 'download: 12.3MB [00:01, 9.35MB/s]'],
  ['no total, with postfix', 'epoch 2: 45it [00:12,  3.45it/s, loss=0.2]'],
  [
    'frames parted by carriage returns',
    '\r  0%|          | 0/9 [00:00<?, ?it/s]\r 11%|█         | 1/9 [00:00<00:01, 8it/s]',
  ],
  [
    'a frame that was wiped afterwards',
    '\r 11%|█         | 1/9 [00:00<00:01, 8it/s]\r                              \r',
  ],
  ['nested in one line', `\r 10%|█   | 1/10 [00:00<00:01, 8it/s]${ESC}[A\r 50%|██  | 1/2 [00:01<00:01, 1s/it]`],
  ['two frames whose carriage return got lost', '10%|█ | 1/10 [00:00<00:01, 8it/s] 20%|██ | 2/10 [00:00<00:01, 8it/s]'],
  ['Keras 2', ' 45/100 [============>.................] - ETA: 3s - loss: 0.4123'],
  ['Keras 2 at the end', '100/100 [==============================] - 1s 3ms/step - loss: 0.3200'],
  [
    'Keras 3',
    `${ESC}[1m45/100${ESC}[0m ${ESC}[32m━━━━━━━━━━${ESC}[0m${ESC}[37m━━━━━━━━━━${ESC}[0m ${ESC}[1m1s${ESC}[0m 3ms/step`,
  ],
  ['rich', 'Training ━━━━━━━━━━━━━━╸━━━━━━━━━━━━━━━━━━━━━━━━━  37% 0:00:12'],
  ['rich without an end in sight', 'Working... ━━━━━━━━━━━━━━━━━━━━━━━━   0% -:--:--'],
  ['Lightning with rich', 'Epoch 3/9  ━━━━━━━━━━━━━━━━━━━━━━━ 45/100 0:00:12 • 0:00:15 3.45it/s  v_num: 0'],
  ['pip', '   ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 12.3/45.6 MB 10.2 MB/s eta 0:00:03'],
];

const TEXTS: [name: string, line: string][] = [
  ['a mention of ETA', 'ETA for this epoch is unknown'],
  ['an eta field', 'Epoch [1][ 10/100] eta: 0:01  lr: 0.001  loss: 0.3 (0.4)'],
  ['elapsed', 'Elapsed: 3s'],
  ['time elapsed', 'time elapsed 00:12, remaining 00:15'],
  ['beta', 'optimizer adam beta=0.9 eps=1e-8'],
  ['metadata', 'wrote metadata.json (45/100 files)'],
  ['speed in prose', 'reached 3.45it/s after warm-up'],
  ['speed in a log line', '12:34:56 | INFO | train | step 45/100 3.45it/s loss 0.3'],
  ['a percentage', 'accuracy 45% | loss 0.3'],
  ['a table', '| model | 45%|83%| 12/20 |'],
  ['a Markdown table', '|---|---|---|'],
  ['coverage', 'train.py   45%| missing 12-20'],
  ['an epoch count', 'Epoch 45/100 [val] loss=0.3'],
  ['a clock in brackets', '[00:12] 45/100 done'],
  ['a time range', 'window 45/100 [00:12-00:15]'],
  ['a rule', '━━━━━━━━━━━━━━━━━━━━ Training ━━━━━━━━━━━━━━━━━━━━'],
  ['an equals rule', '[==========]'],
  ['a test summary', '[==========] 45/100 tests ran. (12 ms total)'],
  ['a box', '┃ epoch ┃ 45% ┃ 0:00:12 ┃'],
  ['a config', "config {'total': '45/100', 'beta': 0.9}"],
  ['text printed behind a bar', ' 45%|████▌     | 45/100 [00:12<00:15,  3.45it/s]epoch 3: loss 0.41'],
  ['text in brackets printed behind a bar', ' 45%|████▌     | 45/100 [00:12<00:15,  3.45it/s][rank 0] done'],
  ['text between two bars', '1%|▏| 1/100 [00:12<00:15, 3it/s]epoch 3 done 2%|▏| 2/100 [00:12<00:15, 3it/s]'],
  ['a bar quoted in a sentence', 'tqdm prints `45%|████▌ | 45/100 [00:12<00:15, 3.45it/s]` to stderr'],
  ['a message that overwrote a bar', '\r 45%|████▌     | 45/100 [00:12<00:15,  3.45it/s]\r             \rEpoch 3 done'],
  ['a message before the first frame', 'Loading …\r  0%|          | 0/9 [00:00<?, ?it/s]'],
  ['a traceback', '  File "train.py", line 45, in <module>'],
  ['another unit in the rate', '45it [00:12, 3.45 files/s]'],
  ['a very long line with a bar at its end', `${'x'.repeat(5000)} 45%|████▌     | 45/100 [00:12<00:15,  3.45it/s]`],
  ['a coloured word', `${ESC}[31mfailed${ESC}[0m`],
];

describe('a line is a progress bar', () => {
  test.each(BARS)('%s', (_name, line) => {
    expect(classifyLine(line).kind).toBe('bar');
  });
});

describe('a line is text', () => {
  test.each(TEXTS)('%s', (_name, line) => {
    expect(classifyLine(line)).toEqual({ kind: 'text' });
  });
});

test('lines that only move the cursor are told from blank ones, and wipes from paragraphs', () => {
  expect(classifyLine(`${ESC}[A`)).toEqual({ kind: 'move' });
  expect(classifyLine(`[18:42:33] ${ESC}[A`)).toEqual({ kind: 'move' });
  expect(classifyLine(`\r${ESC}[K`)).toEqual({ kind: 'move' });
  expect(classifyLine('')).toEqual({ kind: 'blank' });
  expect(classifyLine('[18:42:33] ')).toEqual({ kind: 'blank' });
  expect(classifyLine(`[18:42:33] ${' '.repeat(90)}`)).toEqual({ kind: 'move' });
  expect(classifyLine(`${ESC}[0m`)).toEqual({ kind: 'blank' });
});

function idOf(line: string): string {
  const kind = classifyLine(line);
  return kind.kind === 'bar' ? kind.id : `no bar: ${line}`;
}

test('frames of one bar share an id, whatever changes in time, count, rate and decimals of the description', () => {
  const ids = [
    '[18:42:33] loss 2.31:  45%|████▌     | 45/100 [00:12<00:15,  3.45it/s]',
    '[18:42:59] loss 0.07:  46%|████▌     | 46/100 [00:13<00:14,  3.45it/s, lr=1e-3]',
    'loss 1e-4: 100%|██████████| 100/100 [00:28<00:00,  3.45it/s]',
  ].map(idOf);
  expect(new Set(ids).size).toBe(1);
});

test('bars of other epochs, ranks and totals are other bars', () => {
  const ids = [
    'epoch 1:  45%|████▌     | 45/100 [00:12<00:15,  3.45it/s]',
    'epoch 2:  45%|████▌     | 45/100 [00:12<00:15,  3.45it/s]',
    'epoch 2:  45%|████▌     | 9/20 [00:12<00:15,  3.45it/s]',
    'epoch 2: 45it [00:12,  3.45it/s]',
  ].map(idOf);
  expect(new Set(ids).size).toBe(4);
});

test('the count says how far a bar is', () => {
  const counts = [' 45%|██ | 45/100 [00:12<00:15, 3it/s]', '1.2kit [00:12, 3it/s]', ' 45%|█'].map(classifyLine);
  expect(counts).toMatchObject([{ count: 45 }, { count: 1200 }, { count: 45 }]);
});

/** An independent, blunt reading that fits this one file. */
function bluntKind(line: string): string {
  const text = line.replace(/^\[\d\d:\d\d:\d\d\] ?/, '');
  if (/\d%\|/.test(text)) return 'bar';
  if (text === `${ESC}[A` || /^ {60,}$/.test(text)) return 'move';
  return text.trim() === '' ? 'blank' : 'text';
}

test('every line of a real log with two nested bars is what it is', () => {
  const lines = readFileSync(new URL('fixtures/logs/nested-bars.txt', import.meta.url), 'utf8')
    .split('\n')
    .slice(0, -1);
  expect(lines.map((line) => classifyLine(line).kind)).toEqual(lines.map(bluntKind));
  expect(lines.filter((line) => classifyLine(line).kind === 'bar').length).toBe(717);
  expect(lines.filter((line) => classifyLine(line).kind === 'text').length).toBe(28);
});

test.each(['wiped-bars.txt', 'no-bars.txt'])('every line of %s is what it is', (name) => {
  const lines = readFileSync(new URL(`fixtures/logs/${name}`, import.meta.url), 'utf8')
    .split('\n')
    .slice(0, -1);
  expect(lines.map((line) => classifyLine(line).kind)).toEqual(lines.map(bluntKind));
});

test('no line is slow, however it is made', () => {
  for (const piece of [
    '45%|',
    '1/2 [',
    '[',
    '9it [00:01, ',
    '━',
    ' ',
    '1',
    '|',
    `${ESC}[`,
    '\r',
    '45%|█| 4/9 [00:12<00:15, 3it/s]',
  ]) {
    expect(classifyLine(piece.repeat(65_536 / piece.length))).toHaveProperty('kind');
  }
}, 2_000);
