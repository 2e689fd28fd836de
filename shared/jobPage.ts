/** Dioptra's paging envelope. `index` is a row offset; `next` is missing on the last page, `prev` on the first. */
export interface JobPage<T> {
  index: number;
  isComplete: boolean;
  totalNumResults: number;
  first: string;
  next?: string;
  prev?: string;
  data: T[];
}
