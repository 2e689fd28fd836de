import { mkdir, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '../../shared/run.ts';
import { type SavedView, type ViewBody, viewNameProblem } from '../../shared/views.ts';
import { readRunJson } from './readRunJson.ts';
import { writeJson } from './writeRun.ts';

const ENDING = '.json';

/** The views in a folder, by name. A file that is no view is left alone and left out. */
export async function readViews(folder: string, readOnly: boolean): Promise<Map<string, SavedView>> {
  const names = await readdir(folder).catch(() => []);
  const views = new Map<string, SavedView>();
  for (const file of names.sort()) {
    const name = file.slice(0, -ENDING.length);
    if (!file.endsWith(ENDING) || viewNameProblem(name) !== null) continue;
    const read = readRunJson(join(folder, file));
    const body = read.ok ? bodyOf(read.value) : null;
    if (!read.ok || body === null) continue;
    const { saved_at } = read.value;
    views.set(name, { name, ...body, saved_at: typeof saved_at === 'number' ? saved_at : null, read_only: readOnly });
  }
  return views;
}

/** Writes a view. What an older file of that name held beside these fields stays. Throws where it cannot be written. */
export async function writeView(folder: string, name: string, body: ViewBody, now: number): Promise<SavedView> {
  const path = join(folder, name + ENDING);
  const old = readRunJson(path);
  await mkdir(folder, { recursive: true });
  await writeJson(path, { ...(old.ok ? old.value : {}), ...body, saved_at: now });
  return { name, ...body, saved_at: now, read_only: false };
}

/** Whether there was such a file. */
export async function removeView(folder: string, name: string): Promise<boolean> {
  try {
    await unlink(join(folder, name + ENDING));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function bodyOf({ project, view }: JsonObject): ViewBody | null {
  if (!Array.isArray(view) || !view.every((part) => typeof part === 'string')) return null;
  return { project: typeof project === 'string' ? project : null, view };
}
