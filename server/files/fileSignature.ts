import { stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What tells, without opening it, that a file may have changed. */
export interface FileSignature {
  dev: bigint;
  ino: bigint;
  size: number;
  mtimeNs: bigint;
}

/** The signature of a file in a folder; null when there is none. For deciding whether to open it, never instead of that. */
export async function fileSignature(folder: string, name: string): Promise<FileSignature | null> {
  try {
    const { dev, ino, size, mtimeNs } = await stat(join(folder, name), { bigint: true });
    return { dev, ino, size: Number(size), mtimeNs };
  } catch {
    return null;
  }
}
