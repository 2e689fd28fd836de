import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The token of this user: STEPWELL_TOKEN, else one kept in the user's configuration folder, readable by nobody else. */
export function readToken(env: NodeJS.ProcessEnv): string {
  if (env.STEPWELL_TOKEN) return env.STEPWELL_TOKEN;
  const folder = join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'stepwell');
  const file = join(folder, 'token');
  try {
    const kept = readFileSync(file, 'utf8').trim();
    if (kept.length >= 16) return kept;
  } catch {
    // Not there yet: made below.
  }
  const token = randomBytes(32).toString('base64url');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(file, `${token}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
  return token;
}
