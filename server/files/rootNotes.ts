import { createHash } from 'node:crypto';
import { accessSync, constants, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Small JSON files of a root that are not a cache: `<root>/.stepwell/`, or an overlay in the user's data folder where the root is read-only. */
export interface RootNotes {
  readOnly: boolean;
  /** Where the files lie: below the root, or the overlay. */
  folder: string;
  read(name: string): unknown;
  /** Replaces the file in one step, so that a crash leaves the old or the new one. */
  write(name: string, value: unknown): void;
}

export function rootNotes(root: string, env: NodeJS.ProcessEnv = process.env): RootNotes {
  const readOnly = isReadOnly(root);
  const folder = readOnly ? overlayFolder(root, env) : join(root, '.stepwell');
  return {
    readOnly,
    folder,
    read: (name) => {
      try {
        return JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown;
      } catch {
        return null;
      }
    },
    write: (name, value) => {
      mkdirSync(folder, { recursive: true });
      const temporary = join(folder, `.${name}.${process.pid}`);
      writeFileSync(temporary, `${JSON.stringify(value, null, 1)}\n`);
      renameSync(temporary, join(folder, name));
    },
  };
}

function overlayFolder(root: string, env: NodeJS.ProcessEnv): string {
  const data = env.XDG_DATA_HOME || join(homedir(), '.local', 'share');
  return join(data, 'stepwell', createHash('sha1').update(root).digest('hex').slice(0, 16));
}

/** A folder without any write bit is meant not to be written, even where this user could. */
function isReadOnly(root: string): boolean {
  try {
    accessSync(root, constants.W_OK);
    return (statSync(root).mode & 0o222) === 0;
  } catch {
    return true;
  }
}
