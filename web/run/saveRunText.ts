import type { QueryClient } from '@tanstack/react-query';
import type { RunDetail } from '../../shared/run.ts';
import { api, segment } from '../api/client.ts';
import { RUN_LISTS, runKey } from '../api/queries.ts';

/** What people type about a run. */
export type RunText = Partial<Pick<RunDetail, 'tags' | 'notes' | 'description'>>;

/** Saves what was typed and lets everything that shows the run read it anew. Throws with the server's reason. */
export async function saveRunText(client: QueryClient, run: RunDetail, change: RunText): Promise<void> {
  const ref = run.path === '' ? run.id : `${run.path}/${run.id}`;
  await api.runs[':id'].$patch({ param: { id: segment(ref) }, json: change });
  await Promise.all([runKey(run.id), runKey(ref), RUN_LISTS].map((queryKey) => client.invalidateQueries({ queryKey })));
}
