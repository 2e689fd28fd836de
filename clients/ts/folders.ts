import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Folder } from '../../shared/ingest.ts';
import { segment } from '../../shared/segment.ts';
import { askServer, refusal } from './askServer.ts';
import { AmbiguousFolderError, FolderNotFoundError, OptionError, ServerError } from './errors.ts';
import { diskReason, isObject } from './jsonFile.ts';

const FOLDERS = '/api/ingest/folders';
/** How deep below a root an id is looked for. */
const DEEPEST = 16;

/** `path` is relative to its root, "/" between names, as they stand on disk. `root` is null on a server. */
export interface FoundFolder extends Folder {
  root: string | null;
}

/** Where folders are looked for. */
export interface Folders {
  /** All that bear this path. */
  find(path: string): Promise<FoundFolder[]>;
  /** Rejects with FolderNotFoundError. */
  findId(id: string): Promise<FoundFolder>;
  make(path: string): Promise<FoundFolder>;
}

/** The id of a folder by its path, in the shape of a UUID. The same in every client and server. */
export function folderIdOf(path: string): string {
  const hex = createHash('sha256').update(`stepwell-folder\0${path}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/** A path as it stands on disk: "/a/b" and "a//b/" are "a/b". Throws OptionError unless it names a folder. */
export function cleanPath(path: unknown): string {
  const names = typeof path === 'string' ? path.split('/').filter((name) => name !== '') : [];
  if (names.length > 0) return names.map(segment).join('/');
  throw new OptionError(`folderPath=${JSON.stringify(path)} is not accepted: it is a path such as /team/digits`);
}

/** The one folder of this path. Rejects with OptionError, FolderNotFoundError, AmbiguousFolderError. */
export async function findFolder(folders: Folders, path: string): Promise<FoundFolder> {
  const found = await folders.find(cleanPath(path));
  const [first] = found;
  const shown = JSON.stringify(path);
  if (first === undefined)
    throw new FolderNotFoundError(`folderPath=${shown}: there is no such folder; makeFolder(${shown}) makes it`);
  if (found.length === 1) return first;
  const places = found.map(({ root, id }) => root ?? id).join(', ');
  throw new AmbiguousFolderError(`folderPath=${shown}: ${found.length} folders bear this path (${places})`);
}

/** Below the given roots; new ones are made in the first. */
export class LocalFolders implements Folders {
  readonly #roots: readonly [string, ...string[]];

  constructor(roots: readonly [string, ...string[]]) {
    this.#roots = roots;
  }

  async find(path: string): Promise<FoundFolder[]> {
    return this.#roots
      .filter((root) => statSync(join(root, path), { throwIfNoEntry: false })?.isDirectory() === true)
      .map((root) => ({ id: folderIdOf(path), path, root }));
  }

  async findId(id: string): Promise<FoundFolder> {
    for (const root of this.#roots)
      for (const path of pathsBelow(root, '', 0)) if (folderIdOf(path) === id) return { id, path, root };
    throw new FolderNotFoundError(
      `folderId=${JSON.stringify(id)}: no folder below ${this.#roots.join(', ')} has this id`,
    );
  }

  async make(path: string): Promise<FoundFolder> {
    const [root] = this.#roots;
    try {
      mkdirSync(join(root, path), { recursive: true });
    } catch (error) {
      throw new OptionError(`folder ${path} cannot be made below ${root}: ${diskReason(error)}`);
    }
    return { id: folderIdOf(path), path, root };
  }
}

/** Those of a server. All methods reject with ServerError. */
export class ServerFolders implements Folders {
  readonly #server: string;
  readonly #apiKey: string | null;
  readonly #timeout: number;

  constructor(server: string, apiKey: string | null, timeout: number) {
    this.#server = server;
    this.#apiKey = apiKey;
    this.#timeout = timeout;
  }

  find(path: string): Promise<FoundFolder[]> {
    return this.#ask('GET', `${FOLDERS}?path=${encodeURIComponent(path)}`);
  }

  /** As it was given: the server looks for it when the run is made. */
  async findId(id: string): Promise<FoundFolder> {
    return { id, path: '', root: null };
  }

  async make(path: string): Promise<FoundFolder> {
    const [made] = await this.#ask('POST', FOLDERS, { path });
    if (made === undefined) throw new ServerError(`the server ${this.#server} answers no folder`);
    return made;
  }

  async #ask(method: string, path: string, body?: object): Promise<FoundFolder[]> {
    const { json, ...answer } = await askServer(this.#server, {
      method,
      path,
      timeout: this.#timeout,
      apiKey: this.#apiKey,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (answer.status !== 200 && answer.status !== 201) throw refusal(this.#server, answer);
    return (Array.isArray(json) ? json : [json]).map((one: unknown) => {
      if (!isObject(one) || typeof one.id !== 'string' || typeof one.path !== 'string')
        throw new ServerError(`the server ${this.#server} answers no folder`, answer.status);
      return { id: one.id, path: one.path, root: null };
    });
  }
}

/** Folders below the root, runs' own folders too: whoever asks knows the id of a folder. */
function* pathsBelow(root: string, parent: string, depth: number): Generator<string> {
  for (const name of foldersIn(join(root, parent))) {
    if (name.startsWith('.') || name === 'media') continue;
    const path = parent === '' ? name : `${parent}/${name}`;
    yield path;
    if (depth + 1 < DEEPEST) yield* pathsBelow(root, path, depth + 1);
  }
}

function foldersIn(path: string): string[] {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch {
    return [];
  }
}
