import type { Context } from 'hono';
import type { JobPage } from '../../shared/jobPage.ts';

/** Links are relative and keep every parameter; `index` is a row offset. */
export function pageOf<T>(c: Context, index: number, length: number, total: number, data: T[]): JobPage<T> {
  const link = (at: number): string => {
    const query = new URLSearchParams(c.req.query());
    query.set('index', String(at));
    query.set('pageLength', String(length));
    return `${c.req.path}?${query}`;
  };
  const isComplete = index + length >= total;
  return {
    index,
    isComplete,
    totalNumResults: total,
    first: link(0),
    ...(isComplete ? {} : { next: link(index + length) }),
    ...(index > 0 ? { prev: link(Math.max(0, index - length)) } : {}),
    data,
  };
}
