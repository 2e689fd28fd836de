import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { folderId, segmentsOf } from './ingestFolders.ts';

const golden = JSON.parse(
  readFileSync(new URL('../../../shared/fixtures/golden/folders.json', import.meta.url), 'utf8'),
) as { ids: { path: string; folder: string; id: string }[] };

test.each(golden.ids)('the folder $path has the id that clients give it', ({ path, folder, id }) => {
  expect(segmentsOf(path).join('/')).toBe(folder);
  expect(folderId(folder)).toBe(id);
});
