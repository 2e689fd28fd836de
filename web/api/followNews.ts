import type { QueryClient } from '@tanstack/react-query';
import type { Health } from '../../shared/health.ts';
import type { IndexingProgress, LiveMessage } from '../../shared/live.ts';
import type { RunRow } from '../../shared/run.ts';
import type { Live } from './live.ts';
import { patchRows, type RunNews, replaceRows } from './patchRows.ts';
import {
  annotationsKey,
  fetchRows,
  healthQuery,
  metricListKey,
  projectsQuery,
  RUN_LISTS,
  RUNS,
  refetchDetail,
  runDetailQuery,
  runKey,
} from './queries.ts';
import type { RunList } from './runList.ts';
import { tellServerBack } from './serverBack.ts';
import { type Timers, throttle } from './throttle.ts';

const LIST_GAP = 500;
const DETAIL_GAP = 1_000;
/** More runs than this moving within a turn are read as the whole list. */
const MOST_ROWS = 200;

/**
 * Brings news into the query cache. Rows get what the message itself says in the next frame; what it does not say
 * (best value, counters …) is asked for at most once a second and only for the runs that moved.
 *
 * @param whenSeen runs a function in the next frame that somebody may see, once, however often it is asked for.
 */
export function followNews(
  client: QueryClient,
  live: Live,
  timers: Timers,
  whenSeen: (run: () => void) => void,
): () => void {
  const waiting = new Map<string, RunNews>();
  const moved = new Set<string>();
  let greeted = false;
  let progress: IndexingProgress | null = null;

  const refreshLists = throttle(
    async () => {
      await Promise.all([
        client.invalidateQueries({ queryKey: RUN_LISTS }),
        client.invalidateQueries({ queryKey: projectsQuery.queryKey }),
        // What people typed elsewhere (a name, which end of a metric is its best) leaves the version of a run as it is.
        client.invalidateQueries({ queryKey: RUNS, predicate: ({ queryKey }) => queryKey[2] === 'detail' }),
      ]);
    },
    (took) => Math.max(LIST_GAP, 4 * took),
    timers,
  );

  const refreshMoved = throttle(
    async () => {
      const shown = refsInUse(client, moved);
      moved.clear();
      const most = shown.listed.size > MOST_ROWS;
      if (most) refreshLists();
      await Promise.all([
        most ? undefined : refreshRows(client, shown.listed),
        ...[...shown.asked].map((ref) => refreshRun(client, ref)),
      ]);
    },
    (took) => Math.max(DETAIL_GAP, 4 * took),
    timers,
  );

  const refreshHealth = throttle(
    () => client.invalidateQueries({ queryKey: healthQuery.queryKey }),
    () => DETAIL_GAP,
    timers,
  );

  function flush(): void {
    client.setQueriesData<RunList>({ queryKey: RUN_LISTS }, (list) => list && patchRows(list, waiting));
    for (const id of waiting.keys()) moved.add(id);
    waiting.clear();
    refreshMoved();
  }

  function showProgress(): void {
    const indexing = progress;
    if (indexing === null) return;
    client.setQueryData<Health>(healthQuery.queryKey, (health) => health && { ...health, indexing });
    if (!indexing.indexing) refreshHealth();
  }

  function greet(): void {
    // What was asked before the socket stood may already be old: news of that time went to nobody.
    if (greeted) tellServerBack();
    if (greeted || client.getQueryCache().getAll().length > 0) void client.invalidateQueries();
    greeted = true;
  }

  function apply(message: LiveMessage): void {
    if (message.type === 'run') {
      if (waiting.size === 0) whenSeen(flush);
      waiting.set(message.id, message);
    } else if (message.type === 'runs') {
      whenSeen(refreshLists);
    } else if (message.type === 'indexing') {
      progress = message.progress;
      whenSeen(showProgress);
    } else if (message.type === 'hello') {
      whenSeen(greet);
    }
  }
  return live.onMessage(apply);
}

/** Asks anew for the rows of some runs, all in one request. That a run is gone is news of the list. */
async function refreshRows(client: QueryClient, ids: ReadonlySet<string>): Promise<void> {
  if (ids.size === 0) return;
  const fresh = await fetchRows([...ids]);
  for (const [key, list] of client.getQueriesData<RunList>({ queryKey: RUN_LISTS })) {
    if (list === undefined) continue;
    const next = replaceRows(list, fresh, (before, after) => refreshLong(client, after.ref, before, after));
    client.setQueryData<RunList>(key, next);
  }
}

/** Asks anew for what a page shows of one run. */
async function refreshRun(client: QueryClient, ref: string): Promise<void> {
  void client.invalidateQueries({ queryKey: runKey(ref), predicate: ({ queryKey }) => queryKey[2] !== 'detail' });
  const before = client.getQueryData(runDetailQuery(ref).queryKey);
  const fresh = await refetchDetail(client, ref).catch(() => undefined);
  if (before !== undefined && fresh !== undefined) refreshLong(client, ref, before, fresh);
}

/** What is long and changes rarely is asked for again when the row tells that there is more of it. */
function refreshLong(client: QueryClient, ref: string, before: RunRow, fresh: RunRow): void {
  if (before.metrics !== fresh.metrics) void client.invalidateQueries({ queryKey: metricListKey(ref) });
  if (before.annotations !== fresh.annotations) void client.invalidateQueries({ queryKey: annotationsKey(ref) });
}

/**
 * Of the runs that moved, those that the page knows: `asked` are references with questions of their own (a run page),
 * be it by id or by path/id, `listed` are those that stand in a list. All others need no answer.
 */
function refsInUse(client: QueryClient, moved: ReadonlySet<string>): { asked: Set<string>; listed: Set<string> } {
  const asked = new Set<string>();
  for (const query of client.getQueryCache().getAll()) {
    const [kind, ref] = query.queryKey;
    if (kind !== 'run' || typeof ref !== 'string' || query.getObserversCount() === 0) continue;
    if (moved.has(ref) || moved.has(ref.slice(ref.lastIndexOf('/') + 1))) asked.add(ref);
  }
  const listed = new Set<string>();
  for (const [, list] of client.getQueriesData<RunList>({ queryKey: RUN_LISTS })) {
    for (const row of list?.rows ?? []) if (moved.has(row.ref)) listed.add(row.ref);
  }
  return { asked, listed };
}
