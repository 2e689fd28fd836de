import type { Answer, Failure } from './api.ts';

export function ok<T>(value: T): Answer<T> {
  return { ok: true, value };
}

export function failed(
  status: Failure['status'],
  detail: string,
  candidates?: string[],
): { ok: false; failure: Failure } {
  return { ok: false, failure: { status, detail, ...(candidates === undefined ? {} : { candidates }) } };
}
