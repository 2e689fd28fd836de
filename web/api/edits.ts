import type { QueryClient } from '@tanstack/react-query';
import type { BestEnd } from '../../shared/bestEnd.ts';
import type { MetricDirection } from '../../shared/metricDirection.ts';
import type { RunDetail, RunRow } from '../../shared/run.ts';
import type { ViewBody } from '../../shared/views.ts';
import { api, segment } from './client.ts';
import { binQuery, RUN_LISTS, RUNS, runKey, viewsQuery } from './queries.ts';
import { refOf } from './refOf.ts';
import type { RunList } from './runList.ts';

/** What people type about a run. */
export type RunEdit = Partial<Pick<RunDetail, 'alias' | 'tags' | 'notes' | 'description'>>;

/** The server's own limit. */
const MOST_AT_ONCE = 100;

/** Shows the change at once and takes it back where the server refuses it. */
export async function editRun(client: QueryClient, row: RunRow, change: RunEdit): Promise<void> {
  const before: RunEdit = { alias: row.alias, tags: row.tags, notes: row.notes };
  const { description: _ofThePage, ...shown } = change;
  patchRow(client, row, shown);
  try {
    const json = { ...change, alias: change.alias === undefined ? undefined : (change.alias ?? '') };
    const response = await api.runs[':id'].$patch({ param: { id: segment(refOf(row)) }, json });
    const { alias, tags, notes } = await response.json();
    patchRow(client, row, { alias, tags, notes });
  } catch (error) {
    patchRow(client, row, before);
    throw error;
  }
  await Promise.all([row.ref, refOf(row)].map((ref) => client.invalidateQueries({ queryKey: runKey(ref) })));
}

/** Says which end of a metric is its best; resolves with what was said before. */
export async function setDirection(client: QueryClient, direction: MetricDirection): Promise<BestEnd> {
  const { before } = await (await api.directions.$put({ json: direction })).json();
  await Promise.all([RUN_LISTS, RUNS].map((queryKey) => client.invalidateQueries({ queryKey })));
  return before;
}

function patchRow(client: QueryClient, { ref }: RunRow, change: RunEdit): void {
  client.setQueriesData<RunList>({ queryKey: RUN_LISTS }, (list) => {
    const at = list?.rows.findIndex((row) => row.ref === ref) ?? -1;
    const row = list?.rows[at];
    return list && row && { ...list, rows: list.rows.with(at, { ...row, ...change }) };
  });
}

/** Into the recycle bin. Throws with the first reason where some could not be deleted; the others are. */
export async function deleteRuns(client: QueryClient, rows: readonly RunRow[]): Promise<void> {
  const gone = new Set(rows.map(refOf));
  client.setQueriesData<RunList>({ queryKey: RUN_LISTS }, (list) => {
    const rest = list?.rows.filter((row) => !gone.has(refOf(row)));
    return list && rest && { ...list, rows: rest, total: list.total - (list.rows.length - rest.length) };
  });
  await inParts([...gone], client, async (run_ids) =>
    (await api.runs['soft-delete'].$post({ json: { run_ids } })).json(),
  );
}

/** Back out of the recycle bin. */
export async function restoreRuns(client: QueryClient, refs: readonly string[]): Promise<void> {
  await inParts(refs, client, async (run_ids) =>
    (await api['recycle-bin'].restore.$post({ json: { run_ids } })).json(),
  );
}

interface Answer {
  results: Record<string, { success: boolean; error?: string | undefined }>;
}

async function inParts(
  refs: readonly string[],
  client: QueryClient,
  ask: (refs: string[]) => Promise<Answer>,
): Promise<void> {
  try {
    for (let at = 0; at < refs.length; at += MOST_AT_ONCE) {
      const { results } = await ask(refs.slice(at, at + MOST_AT_ONCE));
      const failure = Object.values(results).find(({ success }) => !success);
      if (failure !== undefined) throw new Error(failure.error ?? 'The server could not do this');
    }
  } finally {
    await Promise.all([
      client.invalidateQueries({ queryKey: RUN_LISTS }),
      client.invalidateQueries({ queryKey: binQuery.queryKey }),
    ]);
  }
}

/** What deleting for good takes away (`dryRun`), or has taken. */
export async function removeRun(ref: string, dryRun: boolean): Promise<{ files: number; bytes: number }> {
  const query = { dry_run: dryRun ? ('true' as const) : ('false' as const) };
  const response = await api.runs[':id'].permanent.$delete({ param: { id: segment(ref) }, query });
  const { files, bytes_freed } = await response.json();
  return { files, bytes: bytes_freed };
}

export async function saveView(client: QueryClient, name: string, body: ViewBody): Promise<void> {
  await api.views[':name'].$put({ param: { name: segment(name) }, json: body });
  await client.invalidateQueries({ queryKey: viewsQuery.queryKey });
}

export async function deleteView(client: QueryClient, name: string): Promise<void> {
  await api.views[':name'].$delete({ param: { name: segment(name) } });
  await client.invalidateQueries({ queryKey: viewsQuery.queryKey });
}
