/**
 * The index, once, in full. It is a cache of the run folders: another version is deleted and built anew, never migrated.
 * 2^22 groups of a file and 2^16 pages of a series fit a key that is exact as a double.
 */
export const SCHEMA_VERSION = 8;
/** Holds a chunk of doubles with its leaves, and its place: nothing of it stands on a second page. */
export const PAGE_BYTES = 8192;
export const GROUPS_PER_SERIES = 2 ** 22;
export const PAGES_PER_SERIES = 2 ** 16;

export const SCHEMA = `
CREATE TABLE runs (
  id INTEGER PRIMARY KEY, root TEXT NOT NULL, dir TEXT NOT NULL, single TEXT NOT NULL, facts TEXT NOT NULL, totals TEXT NOT NULL,
  UNIQUE (root, dir, single)
);
-- An id is never given out twice: what was read of a file that was replaced must not stand for its successor.
CREATE TABLE files (
  id INTEGER PRIMARY KEY AUTOINCREMENT, run INTEGER NOT NULL, name TEXT NOT NULL, offset INTEGER NOT NULL, state TEXT NOT NULL,
  UNIQUE (run, name)
);
CREATE TABLE columns (
  id INTEGER PRIMARY KEY, file INTEGER NOT NULL, key TEXT NOT NULL, sealed BLOB NOT NULL, total BLOB NOT NULL,
  entries INTEGER NOT NULL, rest_groups BLOB NOT NULL
);
CREATE INDEX columns_of_file ON columns (file);
-- id = file * 2^22 + group
CREATE TABLE groups (id INTEGER PRIMARY KEY, rows BLOB NOT NULL, rest BLOB NOT NULL);
-- id = column * 2^22 + group
CREATE TABLE chunks (id INTEGER PRIMARY KEY, leaves BLOB NOT NULL, points BLOB NOT NULL);
-- id = column * 2^16 + page
CREATE TABLE pages (id INTEGER PRIMARY KEY, entries BLOB NOT NULL);
CREATE TABLE images (
  file INTEGER NOT NULL, line INTEGER NOT NULL, key TEXT NOT NULL, path TEXT NOT NULL, step REAL, caption TEXT, time REAL,
  PRIMARY KEY (file, line)
) WITHOUT ROWID;
CREATE TABLE annotations (
  file INTEGER NOT NULL, line INTEGER NOT NULL, text TEXT NOT NULL, metadata TEXT, step REAL, time REAL,
  PRIMARY KEY (file, line)
) WITHOUT ROWID;
CREATE TABLE quarantined (
  file INTEGER NOT NULL, line INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL, reason TEXT NOT NULL, preview TEXT NOT NULL,
  PRIMARY KEY (file, line)
) WITHOUT ROWID;
-- ids session:first … session:last
CREATE TABLE event_ids (
  run INTEGER NOT NULL, file INTEGER NOT NULL, session TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
  PRIMARY KEY (run, session, first)
) WITHOUT ROWID;
CREATE INDEX event_ids_of_file ON event_ids (file);
`;
