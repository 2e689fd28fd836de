import type { Sqlite } from './openDatabase.ts';
import { GROUPS_PER_SERIES, PAGES_PER_SERIES } from './schema.ts';
import type { Commit, StoredRun } from './store.ts';

export interface SqliteWrites {
  putRun(run: Omit<StoredRun, 'id'>): number;
  putTotals(run: number, totals: string): void;
  dropRun(run: number): void;
  resetFile(run: number, name: string): number;
  dropFile(run: number, name: string): void;
  commit(commit: Commit): boolean;
}

/** All writes, prepared once; each is one transaction. */
export function prepareWrites(db: Sqlite): SqliteWrites {
  const upsertRun = db
    .prepare<[string, string, string, string, string], number>(
      `INSERT INTO runs (root, dir, single, facts, totals) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (root, dir, single) DO UPDATE SET facts = excluded.facts, totals = excluded.totals RETURNING id`,
    )
    .pluck();
  const setTotals = db.prepare<[string, number]>('UPDATE runs SET totals = ? WHERE id = ?');
  const fileId = db.prepare<[number, string], number>('SELECT id FROM files WHERE run = ? AND name = ?').pluck();
  const fileIds = db.prepare<[number], number>('SELECT id FROM files WHERE run = ?').pluck();
  const addFile = db
    .prepare<[number, string], number>("INSERT INTO files (run, name, offset, state) VALUES (?, ?, 0, '') RETURNING id")
    .pluck();
  const deleteRun = db.prepare<[number]>('DELETE FROM runs WHERE id = ?');
  const dropFile = prepareDropFile(db);
  const commit = prepareCommit(db);
  return {
    putRun: (run) => upsertRun.get(run.root, run.dir, run.single, run.facts, run.totals) as number,
    putTotals: (run, totals) => void setTotals.run(totals, run),
    dropRun: db.transaction((run: number) => {
      for (const file of fileIds.all(run)) dropFile(file);
      deleteRun.run(run);
    }),
    resetFile: db.transaction((run: number, name: string): number => {
      const old = fileId.get(run, name);
      if (old !== undefined) dropFile(old);
      return addFile.get(run, name) as number;
    }),
    dropFile: db.transaction((run: number, name: string): void => {
      const old = fileId.get(run, name);
      if (old !== undefined) dropFile(old);
    }),
    commit,
  };
}

function prepareDropFile(db: Sqlite): (file: number) => void {
  const columnIds = db.prepare<[number], number>('SELECT id FROM columns WHERE file = ?').pluck();
  const dropChunks = db.prepare<[number, number]>('DELETE FROM chunks WHERE id BETWEEN ? AND ?');
  const dropPages = db.prepare<[number, number]>('DELETE FROM pages WHERE id BETWEEN ? AND ?');
  const dropGroups = db.prepare<[number, number]>('DELETE FROM groups WHERE id BETWEEN ? AND ?');
  const byFile = ['columns', 'images', 'annotations', 'quarantined', 'event_ids'].map((table) =>
    db.prepare<[number]>(`DELETE FROM ${table} WHERE file = ?`),
  );
  const dropFile = db.prepare<[number]>('DELETE FROM files WHERE id = ?');
  return (file) => {
    for (const column of columnIds.all(file)) {
      dropChunks.run(column * GROUPS_PER_SERIES, (column + 1) * GROUPS_PER_SERIES - 1);
      dropPages.run(column * PAGES_PER_SERIES, (column + 1) * PAGES_PER_SERIES - 1);
    }
    dropGroups.run(file * GROUPS_PER_SERIES, (file + 1) * GROUPS_PER_SERIES - 1);
    for (const statement of byFile) statement.run(file);
    dropFile.run(file);
  };
}

/** Points, facts and cursor in one transaction: a crash can neither lose a line nor count it twice. */
function prepareCommit(db: Sqlite): (commit: Commit) => boolean {
  const moveCursor = db.prepare<[number, string, number, number]>(
    'UPDATE files SET offset = ?, state = ? WHERE id = ? AND offset = ?',
  );
  const setTotals = db.prepare<[string, number]>('UPDATE runs SET totals = ? WHERE id = ?');
  const putColumn = db.prepare(
    'INSERT OR REPLACE INTO columns (id, file, key, sealed, total, entries, rest_groups) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const putGroup = db.prepare('INSERT OR REPLACE INTO groups (id, rows, rest) VALUES (?, ?, ?)');
  const putChunk = db.prepare('INSERT OR REPLACE INTO chunks (id, leaves, points) VALUES (?, ?, ?)');
  const putPage = db.prepare('INSERT OR REPLACE INTO pages (id, entries) VALUES (?, ?)');
  const addImage = db.prepare(
    'INSERT OR REPLACE INTO images (file, line, key, path, step, caption, time) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const addAnnotation = db.prepare(
    'INSERT OR REPLACE INTO annotations (file, line, text, metadata, step, time) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const addQuarantined = db.prepare(
    'INSERT OR REPLACE INTO quarantined (file, line, offset, length, reason, preview) VALUES (?, ?, ?, ?, ?, ?)',
  );
  // A session that goes on makes its last stretch longer; any other stretch is a row of its own.
  const extendSpan = db.prepare<[number, number, number, string, number]>(
    'UPDATE event_ids SET last = ? WHERE run = ? AND file = ? AND session = ? AND last = ?',
  );
  const addSpan = db.prepare(
    'INSERT OR REPLACE INTO event_ids (run, file, session, first, last) VALUES (?, ?, ?, ?, ?)',
  );
  const writePoints = (c: Commit): void => {
    for (const x of c.columns) putColumn.run(x.id, x.file, x.key, x.sealed, x.total, x.entries, x.restGroups);
    for (const x of c.groups) putGroup.run(c.file * GROUPS_PER_SERIES + x.group, x.rows, x.rest);
    for (const x of c.chunks) putChunk.run(x.column * GROUPS_PER_SERIES + x.group, x.leaves, x.points);
    for (const x of c.pages) putPage.run(x.column * PAGES_PER_SERIES + x.page, x.bytes);
  };
  const writeFacts = (c: Commit): void => {
    for (const x of c.images) addImage.run(c.file, x.line, x.key, x.path, x.step, x.caption, x.time);
    for (const x of c.annotations) {
      addAnnotation.run(
        c.file,
        x.line,
        x.text,
        x.metadata === null ? null : JSON.stringify(x.metadata),
        x.step,
        x.time,
      );
    }
    for (const x of c.quarantined) addQuarantined.run(c.file, x.line, x.offset, x.length, x.reason, x.preview);
    for (const { session, first, last } of c.eventIds) {
      if (extendSpan.run(last, c.run, c.file, session, first - 1).changes === 0)
        addSpan.run(c.run, c.file, session, first, last);
    }
  };
  return db.transaction((c: Commit): boolean => {
    if (moveCursor.run(c.offset, c.state, c.file, c.expectOffset).changes !== 1) return false;
    writePoints(c);
    writeFacts(c);
    setTotals.run(c.totals, c.run);
    return true;
  });
}
