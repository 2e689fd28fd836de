import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const FIXTURES = fileURLToPath(new URL('../../shared/fixtures/roots', import.meta.url));

/** A folder of runs that lives as long as the test's scope: `await using root = tempRoot(…)`. */
export interface TempRoot extends AsyncDisposable {
  path: string;
  /** Writes a file below the root, with the folders that lead to it. Returns its path. */
  write(name: string, content: string | Uint8Array): string;
}

/** `fixture` is a folder of shared/fixtures/roots to start from. */
export function tempRoot(fixture?: string): TempRoot {
  const path = mkdtempSync(join(tmpdir(), 'stepwell-test-'));
  if (fixture !== undefined) cpSync(join(FIXTURES, fixture), path, { recursive: true });
  return {
    path,
    write: (name, content) => {
      const file = join(path, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      return file;
    },
    [Symbol.asyncDispose]: async () => rmSync(path, { recursive: true, force: true }),
  };
}
