import { Directory, decodePageInto, ENTRY_BYTES, pageLength } from '../columns/directory.ts';
import type { SeriesState } from '../ingest/fileState.ts';
import type { Store } from '../store/store.ts';
import { stateLru } from './stateLru.ts';

const DIRECTORY_BYTES = 64 * 1024 * 1024;

/** Reads the directory of a series; kept while it is in use, as who zooms asks for it again and again. */
export function directoryReader(store: Store): (series: SeriesState) => Promise<Directory> {
  const kept = stateLru<Directory>(DIRECTORY_BYTES);
  return async ({ id, entries }) => {
    // An id is never given out twice, and entries are only ever added.
    const [owner, state] = [String(id), String(entries)];
    const known = kept.get(owner, state, '');
    if (known !== undefined) return known;
    const directory = await loadDirectory(id, entries, store);
    kept.set(owner, state, '', directory, entries * ENTRY_BYTES + 1_000);
    return directory;
  };
}

async function loadDirectory(id: number, entries: number, store: Store): Promise<Directory> {
  const directory = new Directory(entries);
  let at = 0;
  for (const page of await store.getPages(id)) {
    decodePageInto(directory, at, page);
    at += pageLength(page);
  }
  if (at !== entries) throw new Error(`the directory holds ${at} of ${entries} chunks`);
  return directory;
}
