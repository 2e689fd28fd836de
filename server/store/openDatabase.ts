import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { PAGE_BYTES, SCHEMA, SCHEMA_VERSION } from './schema.ts';

export type Sqlite = Database.Database;

/**
 * Opens the index. What is not a sound index of this version is not an error: it is moved aside (when damaged) or
 * deleted (when of another version) and a new one takes its place, to be filled from the run folders.
 */
export function openDatabase(file: string): Sqlite {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const found = tryOpen(file);
  if (found !== null) return found;
  const fresh = new Database(file);
  configure(fresh);
  fresh.exec(SCHEMA);
  fresh.pragma(`user_version = ${SCHEMA_VERSION}`);
  return fresh;
}

function tryOpen(file: string): Sqlite | null {
  let db: Sqlite | null = null;
  try {
    db = new Database(file);
    configure(db);
    const version = db.pragma('user_version', { simple: true });
    if (version === SCHEMA_VERSION && db.prepare('SELECT count(*) FROM runs').get() !== undefined) return db;
    db.close();
    removeIndex(file);
  } catch {
    db?.close();
    moveAside(file);
  }
  return null;
}

function configure(db: Sqlite): void {
  db.pragma(`page_size = ${PAGE_BYTES}`);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.pragma('journal_size_limit = 67108864');
  db.pragma('wal_autocheckpoint = 2000');
  // Small: a page that comes to memory of its own costs several times what copying it from the system's cache does.
  db.pragma('cache_size = -2048');
}

function removeIndex(file: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
}

function moveAside(file: string): void {
  for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true });
  renameSync(file, `${file}.damaged`);
}
