/** The one error body. `detail` is one sentence that names the id or the field. */
export interface Problem {
  detail: string;
  /** With 409 only: the path/id of each run that the id could mean. */
  candidates?: string[];
}
