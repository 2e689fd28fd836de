import * as z from 'zod';
import { parseCoords } from '../../shared/coords.ts';

/**
 * What a request may carry in its address: schemas that take text and say, for the description of the API, what the text
 * means. web/ must never reach this file by value.
 */

/** How a parameter is described: JSON Schema of what its text stands for. */
export interface Meaning {
  type: 'string' | 'number' | 'integer' | 'array' | 'boolean';
  enum?: string[];
  /** `query`: terms of the query language. */
  format?: 'query';
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  items?: { type: 'string'; pattern?: string };
}

/** What the text of a parameter means, where its schema alone does not show it. */
export const meanings = z.registry<Meaning>();

/** One sentence about a parameter, and a value to try. */
export const abouts = z.registry<{ about: string; example?: string | number }>();

export function about<Schema extends z.ZodType>(schema: Schema, sentence: string, example?: string | number): Schema {
  abouts.add(schema, example === undefined ? { about: sentence } : { about: sentence, example });
  return schema;
}

function meaning<Schema extends z.ZodType>(schema: Schema, said: Meaning): Schema {
  meanings.add(schema, said);
  return schema;
}

const given = z.union([z.string(), z.array(z.string())]);

/** A parameter that makes sense once only: the last one wins, as in most servers. */
const single = given.transform((value) => (typeof value === 'string' ? value : (value.at(-1) ?? '')));

/** A parameter that may be missing; the handler then sees null. */
export function orNull<Schema extends z.ZodType>(schema: Schema) {
  return schema.optional().transform((value) => value ?? null);
}

export function text(most: number, least = 0) {
  const error = least === 0 ? `at most ${most} characters` : `from ${least} to ${most} characters`;
  const schema = single.refine((value) => value.length >= least && value.length <= most, { error });
  return meaning(schema, { type: 'string', ...(least === 0 ? {} : { minLength: least }), maxLength: most });
}

/** Terms of the query language; what cannot be read is told by the engine, with its place. */
export function queryText(most: number) {
  return meaning(text(most), { type: 'string', format: 'query', maxLength: most });
}

export function whole(least: number, most: number) {
  const error = `a whole number from ${least} to ${most}`;
  const schema = single
    .refine((value) => /^\d{1,15}$/.test(value) && Number(value) >= least && Number(value) <= most, { error })
    .transform(Number);
  return meaning(schema, { type: 'integer', minimum: least, maximum: most });
}

export const decimal = meaning(
  single
    .refine((value) => value.trim() !== '' && Number.isFinite(Number(value)), { error: 'a finite number' })
    .transform(Number),
  { type: 'number' },
);

export function choice<const Values extends readonly [string, ...string[]]>(values: Values) {
  const error = values.length === 1 ? values[0] : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
  return meaning(single.pipe(z.enum(values, { error })), { type: 'string', enum: [...values] });
}

/**
 * A list. Given once, the value is split at commas; given several times (`metrics=a&metrics=b`), every value is one whole
 * name, so that a name may hold a comma. Empty and repeated names are dropped.
 */
export const list = meaning(
  given.transform((value) => {
    const names = typeof value === 'string' ? value.split(',') : value;
    return [...new Set(names.filter((name) => name !== ''))];
  }),
  { type: 'array', items: { type: 'string' } },
);

/** `k:v,k2:v2`, or repeated where a value holds a comma. The first colon parts key from value. */
export const labels = meaning(
  given.transform((value, context) => {
    const pairs = new Map<string, string>();
    for (const pair of typeof value === 'string' ? value.split(',') : value) {
      const colon = pair.indexOf(':');
      if (colon <= 0) {
        context.addIssue({ code: 'custom', message: 'pairs like key:value, parted by commas' });
        return z.NEVER;
      }
      pairs.set(pair.slice(0, colon), pair.slice(colon + 1));
    }
    return Object.fromEntries(pairs);
  }),
  { type: 'array', minItems: 1, items: { type: 'string', pattern: '^[^:,]+:[^,]*$' } },
);

/** `episode:3,rl_step:10..20`: points with these coordinates. */
export const coords = meaning(
  single.transform((value, context) => {
    const filter = parseCoords(value);
    if (filter !== null) return filter;
    context.addIssue({ code: 'custom', message: 'terms like episode:3 or rl_step:10..20, parted by commas' });
    return z.NEVER;
  }),
  { type: 'string', pattern: '^(episode|rl_step):(-?[0-9]{1,9}|[0-9]{0,9}\\.\\.[0-9]{0,9})$' },
);
