import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, realpath, rename, rm } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { mediaType } from './mediaType.ts';

/** Writes what is on its way into a run folder. Every function ends when its bytes are on disk, or throws and leaves what was there. */

const APPEND = constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);
const TAIL_BYTES = 64 * 1024;

/** Makes `segments` below the root. Throws where a link leads out of it. */
export async function makeFolder(root: string, segments: readonly string[]): Promise<string> {
  const base = await realpath(root);
  const folder = join(base, ...segments);
  await mkdir(folder, { recursive: true });
  const real = await realpath(folder);
  if (real !== base && !real.startsWith(base + sep)) throw new Error('the folder leads out of the root');
  return real;
}

/** Replaces a file in one step, so that a crash leaves the old or the new one. */
export async function writeWhole(path: string, bytes: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(bytes);
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

export function writeJson(path: string, value: unknown): Promise<void> {
  return writeWhole(path, `${JSON.stringify(value, null, 2)}\n`);
}

/**
 * Appends whole lines to a file that this process alone writes. What an earlier process was writing when it died has no
 * line end and was promised to nobody: it is cut off first. A disk that fills up leaves the file as it was.
 */
export async function appendLines(path: string, text: string): Promise<void> {
  const file = await open(path, APPEND, 0o644);
  try {
    const { size } = await file.stat();
    await appendAt(file, await endOfLines(file, size), size, Buffer.from(text));
  } finally {
    await file.close();
  }
}

/** Appends to a log behind `end`; what stands behind that was never promised to anybody. Returns where the text began and ends. */
export async function appendBehind(path: string, end: number, text: string): Promise<{ start: number; end: number }> {
  const file = await open(path, APPEND, 0o644);
  try {
    const { size } = await file.stat();
    const start = Math.min(end, size);
    const bytes = Buffer.from(text);
    await appendAt(file, start, size, bytes);
    return { start, end: start + bytes.length };
  } finally {
    await file.close();
  }
}

async function appendAt(file: FileHandle, start: number, size: number, bytes: Uint8Array): Promise<void> {
  if (start < size) await file.truncate(start);
  try {
    for (let done = 0; done < bytes.length; )
      done += (await file.write(bytes, done, bytes.length - done, start + done)).bytesWritten;
    await file.datasync();
  } catch (error) {
    await file.truncate(start).catch(() => {});
    throw error;
  }
}

async function endOfLines(file: FileHandle, size: number): Promise<number> {
  const buffer = Buffer.alloc(TAIL_BYTES);
  for (let end = size; end > 0; ) {
    const begin = Math.max(0, end - TAIL_BYTES);
    const { bytesRead } = await file.read(buffer, 0, end - begin, begin);
    const at = buffer.subarray(0, bytesRead).lastIndexOf(10);
    if (at >= 0) return begin + at + 1;
    end = begin;
  }
  return 0;
}

const EXTENSIONS: Record<string, string> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
};

/** Puts an image into `media/` under a name made of its content. Returns the path within the run; null for what is no image. */
export async function writeImage(folder: string, bytes: Buffer): Promise<string | null> {
  const extension = EXTENSIONS[mediaType(bytes.subarray(0, 64)).type];
  if (extension === undefined) return null;
  const name = `${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}.${extension}`;
  await mkdir(join(folder, 'media'), { recursive: true });
  await writeWhole(join(folder, 'media', name), bytes);
  return `media/${name}`;
}
