/** A run in the recycle bin. */
export interface DeletedRun {
  id: string;
  path: string;
  alias: string | null;
  /** Unix seconds. */
  deleted_at: number | null;
  original_status: string | null;
}
