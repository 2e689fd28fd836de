import { sValidator } from '@hono/standard-validator';
import type { ValidationTargets } from 'hono';
import type * as z from 'zod';
import { RequestProblem } from './problem.ts';

/** Checks one part of a request against a schema; answers 422 `{"detail": "<field>: why"}`, which never echoes the input. */
export function validate<Schema extends z.ZodType, Target extends keyof ValidationTargets>(
  target: Target,
  schema: Schema,
) {
  return sValidator(target, schema, (result): void => {
    if (result.success) return;
    const issue = result.error[0];
    throw new RequestProblem({
      status: 422,
      detail: issue === undefined ? `${target}: not valid` : sentence(issue, target),
    });
  });
}

type Issue = { message: string; path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined };

function sentence(issue: Issue, target: string): string {
  const path = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
  return `${path === '' ? target : path.slice(0, 200)}: ${issue.message.slice(0, 300)}`;
}
