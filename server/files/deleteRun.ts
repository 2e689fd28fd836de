import { lstat, readdir, rm, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Runicorn's marker: a run folder that holds it is in the recycle bin. */
const MARKER = '.deleted';

/** Puts a run into the recycle bin. On a full disk the marker is empty, which does. Throws where the folder cannot be written. */
export async function markDeleted(folder: string, now: number, status: string): Promise<void> {
  const path = join(folder, MARKER);
  const said = JSON.stringify({ deleted_at: now, reason: 'user_deleted', original_status: status });
  try {
    await writeFile(path, `${said}\n`, { flag: 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOSPC' && code !== 'EDQUOT' && code !== 'EEXIST') throw error;
    if (code !== 'EEXIST') await writeFile(path, '', { flag: 'a' });
  }
}

export async function unmarkDeleted(folder: string): Promise<void> {
  await unlink(join(folder, MARKER));
}

/** Bytes and files that `removeRun` would remove. Links are counted as what they are and never followed. */
export async function measureRun(folder: string): Promise<{ files: number; bytes: number }> {
  let [files, bytes] = [0, 0];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      const below = await measureRun(path);
      files += below.files;
      bytes += below.bytes;
    } else {
      files++;
      bytes += (await lstat(path)).size;
    }
  }
  return { files, bytes };
}

/** Removes a run's folder for good. A link in it is removed, not what it points to. */
export async function removeRun(folder: string): Promise<void> {
  await rm(folder, { recursive: true });
}
