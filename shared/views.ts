/** What a saved view holds: a page of the dashboard and the parameters of its address. */
export interface ViewBody {
  /** null: whatever project is open. */
  project: string | null;
  /** `name=value`, decoded, one for each parameter of the address, in order. */
  view: string[];
}

/** One of `GET /api/views`: a file `<root>/.stepwell/views/<name>.json`. */
export interface SavedView extends ViewBody {
  name: string;
  /** Unix seconds. */
  saved_at: number | null;
  /** Its file lies in a folder that cannot be written. */
  read_only: boolean;
}

const MOST_BYTES = 120;
/** Signs that some file system refuses, and what cannot be seen. */
const REFUSED = /[\p{Cc}\p{Cf}\\/:*?"<>|]/u;

/** Why a view cannot have this name, or null: its name is the name of its file. */
export function viewNameProblem(name: string): string | null {
  if (name.trim() === '') return 'a name is missing';
  if (name !== name.trim()) return 'a name neither begins nor ends with a space';
  if (name.startsWith('.') || name.endsWith('.')) return 'a name neither begins nor ends with a dot';
  if (REFUSED.test(name)) return 'a name holds no \\ / : * ? " < > | and no control characters';
  return new TextEncoder().encode(name).length > MOST_BYTES ? `a name has at most ${MOST_BYTES} bytes` : null;
}
