import { lstat, readdir, realpath, rm, rmdir, unlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isEventsFile, walkInTurns } from './walkRuns.ts';

/** Runicorn's marker: a run folder that holds it is in the recycle bin. */
const MARKER = '.deleted';

/** Why a folder is left alone, in one sentence. */
export class NotThatFolder extends Error {}

/**
 * Puts a run into the recycle bin. On a full disk the marker is empty, which does. Throws where the folder cannot be
 * written, and NotThatFolder where it is not what it was.
 */
export async function markDeleted(folder: string, now: number, status: string): Promise<void> {
  await checkFolder(folder);
  const path = join(folder, MARKER);
  const said = JSON.stringify({ deleted_at: now, reason: 'user_deleted', original_status: status });
  try {
    await writeFile(path, `${said}\n`, { flag: 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOSPC' && code !== 'EDQUOT' && code !== 'EFBIG' && code !== 'EEXIST') throw error;
    // Where the text did not fit, the empty file is there already; where not even that, this throws.
    if (code !== 'EEXIST') await writeFile(path, '', { flag: 'w' });
  }
}

export async function unmarkDeleted(folder: string): Promise<void> {
  await checkFolder(folder);
  await unlink(join(folder, MARKER));
}

/** Bytes and files that `removeRun` would remove. Links are counted as what they are and never followed. */
export async function measureRun(folder: string): Promise<{ files: number; bytes: number }> {
  await checkMarked(folder);
  return measure(folder);
}

async function measure(folder: string): Promise<{ files: number; bytes: number }> {
  let [files, bytes] = [0, 0];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      const below = await measure(path);
      files += below.files;
      bytes += below.bytes;
    } else {
      files++;
      bytes += (await lstat(path)).size;
    }
  }
  return { files, bytes };
}

/**
 * Whether other runs lie below the folder of a run, as it is now: also such as no walk has seen yet, and events in folders
 * that no walk looks into.
 */
export async function holdsOtherRuns(folder: string): Promise<boolean> {
  const { runs, problems } = await walkInTurns(folder);
  // What cannot be looked into may hold anything.
  if (problems.length > 0 || runs.some(({ dir, single }) => dir !== '' || single !== '')) return true;
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isDirectory() && (await holdsEvents(join(folder, entry.name)))) return true;
  return false;
}

async function holdsEvents(folder: string): Promise<boolean> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory() ? await holdsEvents(join(folder, entry.name)) : isEventsFile(entry.name)) return true;
  }
  return false;
}

/**
 * Removes a run's folder for good. A link in it is removed, not what it points to. The marker goes last: where something
 * cannot be removed, the rest stays in the recycle bin.
 */
export async function removeRun(folder: string): Promise<void> {
  await checkMarked(folder);
  for (const name of await readdir(folder)) if (name !== MARKER) await rm(join(folder, name), { recursive: true });
  await rm(join(folder, MARKER), { force: true });
  try {
    await rmdir(folder);
  } catch (error) {
    // Somebody still writes into it: what is there now is in the bin, too.
    await writeFile(join(folder, MARKER), '').catch(() => {});
    throw error;
  }
}

/** The folder that was indexed, and not a link to another one that took its place or that of a folder above it. */
async function checkFolder(folder: string): Promise<void> {
  if ((await realpath(folder)) !== folder || !(await lstat(folder)).isDirectory())
    throw new NotThatFolder(`${basename(folder)} is not the folder that it was: it lies behind a symbolic link`);
}

/** Whoever took the run out of the bin since the last walk, another server or a hand, meant it to stay. */
async function checkMarked(folder: string): Promise<void> {
  await checkFolder(folder);
  const { code } = await lstat(join(folder, MARKER)).then(
    () => ({ code: null }),
    (error: NodeJS.ErrnoException) => error,
  );
  if (code === 'ENOENT') throw new NotThatFolder(`${basename(folder)} is not in the recycle bin any more`);
}
