import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A key that may write runs and read nothing. Its secret is shown once and kept as a hash only. */
export interface ApiKey {
  name: string;
  hash: string;
  /** Unix seconds. */
  created: number;
}

/** Keys of this user, in the configuration folder. A file that cannot be read holds none. */
export function listKeys(env: NodeJS.ProcessEnv): ApiKey[] {
  try {
    const { keys } = JSON.parse(readFileSync(fileOf(env), 'utf8')) as { keys: ApiKey[] };
    return keys.filter((key) => typeof key.name === 'string' && typeof key.hash === 'string');
  } catch {
    return [];
  }
}

/** Makes a key; its secret, or null where the name is taken. */
export function addKey(env: NodeJS.ProcessEnv, name: string, now: number): string | null {
  const keys = listKeys(env);
  if (keys.some((key) => key.name === name)) return null;
  const secret = `swk_${randomBytes(32).toString('base64url')}`;
  writeKeys(env, [...keys, { name, hash: hashOf(secret), created: now }]);
  return secret;
}

/** Whether there was such a key. It counts no more at the next request. */
export function revokeKey(env: NodeJS.ProcessEnv, name: string): boolean {
  const keys = listKeys(env);
  const kept = keys.filter((key) => key.name !== name);
  if (kept.length === keys.length) return false;
  writeKeys(env, kept);
  return true;
}

export function isKey(env: NodeJS.ProcessEnv, secret: string): boolean {
  const hash = Buffer.from(hashOf(secret));
  return listKeys(env).some((key) => key.hash.length === hash.length && timingSafeEqual(Buffer.from(key.hash), hash));
}

function fileOf(env: NodeJS.ProcessEnv): string {
  return join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'stepwell', 'keys.json');
}

function writeKeys(env: NodeJS.ProcessEnv, keys: readonly ApiKey[]): void {
  const file = fileOf(env);
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.${process.pid}`, `${JSON.stringify({ keys }, null, 1)}\n`, { mode: 0o600 });
  renameSync(`${file}.${process.pid}`, file);
}

/** The secret is 256 random bits: one plain hash is as good as a slow one. */
function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
