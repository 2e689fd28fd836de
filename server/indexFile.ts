import { createHash } from 'node:crypto';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOnNetwork } from './files/runFile.ts';

/**
 * Where the index of these roots lies: the user's cache folder, or a local disk when that folder is on a network file
 * system, where SQLite is not safe. `roots` are resolved paths.
 */
export function indexFileOf(roots: readonly string[], env: NodeJS.ProcessEnv): { file: string; moved: boolean } {
  const cache = env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const moved = isOnNetwork(cache) || isOnNetwork(homedir());
  const folder = moved ? join(tmpdir(), `stepwell-${process.getuid?.() ?? 'user'}`) : join(cache, 'stepwell');
  const name = createHash('sha1')
    .update(JSON.stringify([...roots].sort()))
    .digest('hex')
    .slice(0, 16);
  return { file: join(folder, `${name}.db`), moved };
}
