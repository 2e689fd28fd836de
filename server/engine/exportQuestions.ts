import type { Answer } from './api.ts';

export interface ExportQuestions {
  /** Lines of text from a place in a run on, and where to go on; null at the end. */
  exportPart(
    ref: string,
    format: 'csv' | 'jsonl',
    place: ExportPlace,
    filter: ExportFilter | null,
  ): Promise<Answer<{ body: Uint8Array<ArrayBuffer>; next: ExportPlace | null }>>;
}

export interface ExportFilter {
  /** null: all of them. */
  metrics: string[] | null;
  /** Steps, inclusive; what has no step lies outside of any bound. */
  from: number | null;
  to: number | null;
}

export interface ExportPlace {
  series: number;
  offset: number;
}
