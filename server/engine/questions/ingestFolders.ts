import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Folder } from '../../../shared/ingest.ts';
import { segment } from '../../../shared/segment.ts';
import { makeFolder } from '../../files/writeRun.ts';
import type { Root } from '../../ingest/roots.ts';
import { failed, ok } from '../answer.ts';
import type { Answer } from '../api.ts';
import type { EngineContext } from '../context.ts';

/** The segments of a folder path as folders on disk: "/a/b" and "a/b/" are the same. */
export function segmentsOf(path: string): string[] {
  return path
    .split('/')
    .filter((part) => part !== '')
    .map(segment);
}

/** An id that follows from the path, in the shape of a UUID. */
export function folderId(path: string): string {
  const hex = createHash('sha256').update(`stepwell-folder\0${path}`).digest('hex');
  return [8, 4, 4, 4, 12]
    .map((length, i, all) => {
      const from = all.slice(0, i).reduce((sum, one) => sum + one, 0);
      return hex.slice(from, from + length);
    })
    .join('-');
}

/** The roots that may be written, in the order given. */
export function writableRoots({ indexer, notes }: EngineContext): Root[] {
  return indexer.roots.filter((root) => root.single === '' && notes.get(root.path)?.readOnly === false);
}

/** The folders that bear this path: one for each root that has it. */
export function findFolders(path: string, context: EngineContext): Folder[] {
  const segments = segmentsOf(path);
  const shown = segments.join('/');
  return context.indexer.roots
    .filter((root) => root.single === '' && existsSync(join(root.path, ...segments)))
    .map(() => ({ id: folderId(shown), path: shown }));
}

export async function makeFolderAt(
  path: string,
  context: EngineContext,
): Promise<Answer<Folder & { created: boolean }>> {
  const segments = segmentsOf(path);
  if (segments.length === 0) return failed(422, 'path: at least one folder name');
  const [root] = writableRoots(context);
  if (root === undefined) return failed(409, 'No folder that this server shows can be written');
  const shown = segments.join('/');
  const created = findFolders(path, context).length === 0;
  await makeFolder(root.path, segments);
  return ok({ id: folderId(shown), path: shown, created });
}

/** The writable root that has this folder already, else the first: what is written into a folder lands where it lies. */
export function rootOfFolder(segments: readonly string[], context: EngineContext): Root | undefined {
  const roots = writableRoots(context);
  return roots.find((root) => existsSync(join(root.path, ...segments))) ?? roots[0];
}

/** The path of the folder with this id, or null: ids are not stored, so the folders are looked through. */
export function pathOfFolder(id: string, context: EngineContext): string | null {
  for (const root of writableRoots(context)) {
    const open: { path: string; depth: number }[] = [{ path: '', depth: 0 }];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (next.path !== '' && folderId(next.path) === id) return next.path;
      if (next.depth < 16) open.push(...below(root.path, next.path, next.depth));
    }
  }
  return null;
}

function below(root: string, path: string, depth: number): { path: string; depth: number }[] {
  try {
    return readdirSync(join(root, path), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'media')
      .map((entry) => ({ path: path === '' ? entry.name : `${path}/${entry.name}`, depth: depth + 1 }));
  } catch {
    return [];
  }
}
