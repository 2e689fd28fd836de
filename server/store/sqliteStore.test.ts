import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tempRoot } from '../testing/tempRoot.ts';
import { openSqliteStore } from './sqliteStore.ts';

const blob = fc.uint8Array({ minLength: 1, maxLength: 9_000 });

test('parts of chunks are the bytes that were stored, in the order asked, whatever the bytes are', async () => {
  await using root = tempRoot();
  const store = openSqliteStore(join(root.path, 'index.db'));
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ leaves: blob, points: blob }), { minLength: 1, maxLength: 12 }),
      fc.array(fc.record({ chunk: fc.nat(11), begin: fc.nat(9_000), end: fc.nat(9_000) }), { maxLength: 20 }),
      async (chunks, asked) => {
        const [run, column] = [++runs, 1_000 + runs];
        const file = await store.resetFile(run, 'events.jsonl');
        const none = { columns: [], groups: [], pages: [], images: [], annotations: [], quarantined: [], eventIds: [] };
        const commit = { ...none, file, run, expectOffset: 0, offset: 1, state: '{}', totals: '' };
        // Numbers of groups as large as they may be: they share an integer with the place of the part.
        const group = (chunk: number): number => 2 ** 22 - 1 - chunk * 300_000;
        await store.commit({ ...commit, chunks: chunks.map((chunk, i) => ({ column, group: group(i), ...chunk })) });
        const parts = asked.map(({ chunk, begin, end }) => {
          const [from, to] = [Math.min(begin, end), Math.max(begin, end)];
          return { chunk: chunk % chunks.length, begin: from, end: to };
        });
        const found = await store.getParts(
          column,
          parts.map(({ chunk, begin, end }) => ({ group: group(chunk), begin, end })),
        );
        const wanted = parts.flatMap(({ chunk, begin, end }) => {
          const { leaves, points } = chunks[chunk] as { leaves: Uint8Array; points: Uint8Array };
          return [...leaves, ...points.slice(begin, end)];
        });
        expect(Buffer.from(found).equals(Buffer.from(wanted))).toBe(true);
      },
    ),
    { numRuns: 100 },
  );
  await store.close();
});
