import { expect, test } from 'vitest';
import { createIndexer } from '../ingest/indexer.ts';
import { inlineParsePool } from '../ingest/parsePool.ts';
import { runReader } from '../query/runReader.ts';
import { openSqliteStore } from '../store/sqliteStore.ts';
import { tempRoot } from '../testing/tempRoot.ts';
import { engineContext } from './context.ts';
import { readAhead } from './readAhead.ts';

function lines(count: number, metrics: string[], time: number): string {
  let text = '';
  for (let step = 0; step < count; step++)
    for (const metric of metrics)
      text += `{"ts": ${time + step}, "type": "metrics", "data": {"global_step": ${step}, "${metric}": ${step}}}\n`;
  return text;
}

test('directories of long series are read before anybody asks, runs that wrote last first, up to the bound', async () => {
  await using root = tempRoot();
  root.write('old/events.jsonl', lines(20_000, ['long'], 1_000));
  root.write('new/events.jsonl', lines(20_000, ['loss', 'acc'], 9_000));
  root.write('short/events.jsonl', lines(5_000, ['loss'], 99_000));
  const store = openSqliteStore(':memory:');
  const silent = { onRun: () => {}, onRuns: () => {}, onLog: () => {}, onProgress: () => {}, onTick: () => {} };
  const indexer = await createIndexer({ roots: [root.path], store, pool: inlineParsePool(), ...silent });
  await indexer.settled();
  const asked: string[] = [];
  const reader = runReader(store);
  const context = engineContext({
    version: 'test',
    store,
    indexer,
    notes: new Map(),
    reader: {
      ...reader,
      directory: (series) => {
        asked.push(series.key);
        return reader.directory(series);
      },
    },
  });
  let rests = 0;
  const rest = async () => void rests++;
  await readAhead(context, rest, { points: 10_000, entries: 8, mostBytes: 1e6 });
  expect(asked).toEqual(['loss', 'acc', 'long']);
  expect(rests).toBe(2);

  asked.length = 0;
  await readAhead(context, rest, { points: 10_000, entries: 8, mostBytes: 4_000 });
  expect(asked, 'what fits').toEqual(['loss', 'long']);
  await indexer.close();
});
