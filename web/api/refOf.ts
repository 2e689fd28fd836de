import type { RunRow } from '../../shared/run.ts';

/** path/id: what names a run even where its id alone does not. */
export function refOf({ id, path }: Pick<RunRow, 'id' | 'path'>): string {
  return path === '' ? id : `${path}/${id}`;
}
