import type { EventSpan } from '../columns/eventIds.ts';
import type { AnnotationFact, ImageFact, QuarantinedSpan } from '../columns/lineFacts.ts';
import { openDatabase, type Sqlite } from './openDatabase.ts';
import { GROUPS_PER_SERIES, PAGES_PER_SERIES } from './schema.ts';
import { prepareWrites } from './sqliteWrites.ts';
import type { Commit, Store, StoredColumn, StoredFile, StoredGroup, StoredRun } from './store.ts';

/** The store on one SQLite file. */
export function openSqliteStore(file: string): Store {
  const db = openDatabase(file);
  return {
    ...preparedLists(db),
    ...preparedReads(db),
    ...preparedFacts(db),
    ...asyncWrites(db),
    close: async () => closeDatabase(db),
  };
}

function closeDatabase(db: Sqlite): void {
  if (!db.open) return;
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

type Lists = Pick<Store, 'listRuns' | 'listFiles' | 'listColumns' | 'listSeriesKeys' | 'listTotals'>;

function preparedLists(db: Sqlite): Lists {
  const runs = db.prepare<[], StoredRun>('SELECT id, root, dir, single, facts, totals FROM runs ORDER BY id');
  const allFiles = db.prepare<[], StoredFile>('SELECT id, run, name, offset, state FROM files ORDER BY run, name');
  const filesOf = db.prepare<[number], StoredFile>(
    'SELECT id, run, name, offset, state FROM files WHERE run = ? ORDER BY name',
  );
  const columns = db.prepare<[number], StoredColumn>(
    'SELECT id, file, key, sealed, total, entries, rest_groups AS restGroups FROM columns WHERE file = ? ORDER BY id',
  );
  const keys = db.prepare<[number], string>('SELECT key FROM columns WHERE file = ? ORDER BY id').pluck();
  const totals = db.prepare<[number, string], { key: string; total: Uint8Array }>(
    'SELECT key, total FROM columns WHERE file = ? AND key IN (SELECT value FROM json_each(?))',
  );
  return {
    listRuns: async () => runs.all(),
    listFiles: async (run) => (run === null ? allFiles.all() : filesOf.all(run)),
    listColumns: async (file) => columns.all(file),
    listSeriesKeys: async (file) => keys.all(file),
    listTotals: async (file, wanted) => (wanted.length === 0 ? [] : totals.all(file, JSON.stringify(wanted))),
  };
}

type Reads = Pick<
  Store,
  'getGroups' | 'getGroupRows' | 'getRest' | 'getPages' | 'getPage' | 'getPoints' | 'getAllPoints' | 'getParts'
>;

function preparedReads(db: Sqlite): Reads {
  const groups = db.prepare<[number, number, number], StoredGroup>(
    'SELECT id - ? AS "group", rows, rest FROM groups WHERE id BETWEEN ? AND ? ORDER BY id',
  );
  const rows = db.prepare<[number], Uint8Array>('SELECT rows FROM groups WHERE id = ?').pluck();
  const rest = db.prepare<[number], Uint8Array>('SELECT rest FROM groups WHERE id = ?').pluck();
  const pages = db
    .prepare<[number, number], Uint8Array>('SELECT entries FROM pages WHERE id BETWEEN ? AND ? ORDER BY id')
    .pluck();
  const page = db.prepare<[number], Uint8Array>('SELECT entries FROM pages WHERE id = ?').pluck();
  const points = db.prepare<[number], Uint8Array>('SELECT points FROM chunks WHERE id = ?').pluck();
  const allPoints = db.prepare<[number, number, number], { group: number; points: Uint8Array }>(
    'SELECT id - ? AS "group", points FROM chunks WHERE id BETWEEN ? AND ? ORDER BY id',
  );
  // Outside a transaction every read takes and drops the file's locks, which costs as much as the read.
  const transaction = db.transaction((work: () => unknown) => work());
  const together = <T>(work: () => T): T => transaction(work) as T;
  const each = (
    statement: { get(id: number): Uint8Array | undefined },
    base: number,
    keys: readonly number[],
  ): (Uint8Array | undefined)[] => together(() => keys.map((key) => statement.get(base * GROUPS_PER_SERIES + key)));
  const first = (column: number): number => column * GROUPS_PER_SERIES;
  const whole = (column: number, numbers: readonly number[]): (Uint8Array | undefined)[] => {
    const begin = numbers[0] as number;
    const found: (Uint8Array | undefined)[] = numbers.map(() => undefined);
    for (const { group, points } of allPoints.all(
      first(column),
      first(column) + begin,
      first(column) + (numbers.at(-1) as number),
    ))
      found[group - begin] = points;
    return found;
  };
  return {
    getGroups: async (file, from, to) => groups.all(first(file), first(file) + from, first(file) + to),
    getGroupRows: async (file, numbers) => each(rows, file, numbers),
    getRest: async (file, numbers) => each(rest, file, numbers),
    getPages: async (column) => pages.all(column * PAGES_PER_SERIES, (column + 1) * PAGES_PER_SERIES - 1),
    getPage: async (column, number) => page.get(column * PAGES_PER_SERIES + number),
    getPoints: async (column, numbers) =>
      together(() =>
        stretches(numbers).flatMap((stretch) =>
          stretch.length < LONG_STRETCH
            ? stretch.map((number) => points.get(first(column) + number))
            : whole(column, stretch),
        ),
      ),
    getParts: preparedParts(db),
    getAllPoints: async (column) => allPoints.all(first(column), first(column), first(column + 1) - 1),
  };
}

/**
 * A thousand small blobs cost more to hand out than to find. So they are joined in SQLite, as text: in a database of UTF-8
 * a blob and the text of it are the same bytes, whatever they are.
 */
function preparedParts(db: Sqlite): Store['getParts'] {
  const joined = db
    .prepare<[string, number], Uint8Array | null>(
      `SELECT CAST(group_concat(leaves || substr(points, ((value >> 14) & 16383) + 1, value & 16383), '') AS BLOB)
       FROM json_each(?) CROSS JOIN chunks ON chunks.id = ? + (value >> 28)`,
    )
    .pluck();
  return async (column, parts) => {
    const packed = parts.map(({ group, begin, end }) => (group * 2 ** 14 + begin) * 2 ** 14 + end - begin);
    return joined.get(JSON.stringify(packed), column * GROUPS_PER_SERIES) ?? new Uint8Array(0);
  };
}

/** From here on one walk over neighbours is cheaper than asking for each. */
const LONG_STRETCH = 8;

/** Ascending numbers in stretches that follow one another without a gap. */
function stretches(numbers: readonly number[]): number[][] {
  const out: number[][] = [];
  for (const number of numbers) {
    const last = out.at(-1);
    if (last !== undefined && last.at(-1) === number - 1) last.push(number);
    else out.push([number]);
  }
  return out;
}

type Facts = Pick<Store, 'listImages' | 'listAnnotations' | 'listQuarantined' | 'listEventIds' | 'firstFreeColumn'>;
const OF_RUN = 'JOIN files ON files.id = t.file WHERE files.run = ? ORDER BY files.name, t.line';

function preparedFacts(db: Sqlite): Facts {
  const images = db.prepare<[number], ImageFact & { file: string }>(
    `SELECT t.line, t.key, t.path, t.step, t.caption, t.time, files.name AS file FROM images t ${OF_RUN}`,
  );
  const annotations = db.prepare<
    [number],
    Omit<AnnotationFact, 'metadata'> & { file: string; metadata: string | null }
  >(`SELECT t.line, t.text, t.metadata, t.step, t.time, files.name AS file FROM annotations t ${OF_RUN}`);
  const quarantined = db.prepare<[number, number, number], QuarantinedSpan & { file: string }>(
    `SELECT t.line, t.offset, t.length, t.reason, t.preview, files.name AS file FROM quarantined t ${OF_RUN} LIMIT ? OFFSET ?`,
  );
  const eventIds = db.prepare<[number], EventSpan>('SELECT session, first, last FROM event_ids WHERE run = ?');
  const freeColumn = db.prepare<[], number>('SELECT coalesce(max(id), 0) + 1 FROM columns').pluck();
  return {
    listImages: async (run) => images.all(run),
    listAnnotations: async (run) =>
      annotations
        .all(run)
        .map((row) => ({ ...row, metadata: row.metadata === null ? null : JSON.parse(row.metadata) })),
    listQuarantined: async (run, offset, limit) => quarantined.all(run, limit, offset),
    listEventIds: async (run) => eventIds.all(run),
    firstFreeColumn: async () => freeColumn.get() ?? 1,
  };
}

type Writes = Pick<Store, 'putRun' | 'putTotals' | 'dropRun' | 'resetFile' | 'dropFile' | 'commit'>;

function asyncWrites(db: Sqlite): Writes {
  const writes = prepareWrites(db);
  return {
    putRun: async (run) => writes.putRun(run),
    putTotals: async (run, totals) => writes.putTotals(run, totals),
    dropRun: async (run) => writes.dropRun(run),
    resetFile: async (run, name) => writes.resetFile(run, name),
    dropFile: async (run, name) => writes.dropFile(run, name),
    commit: async (commit: Commit) => writes.commit(commit),
  };
}
