import type * as z from 'zod';
import { abouts, type Meaning, meanings } from '../routes/parameters.ts';
import type { Parameter, Schema } from './openapiTypes.ts';
import { EXAMPLE_RUN, type RouteDescription } from './routeDescription.ts';

const RUN = { about: "A run's id, or path/id URL-encoded where several runs share an id.", example: EXAMPLE_RUN };
const PART = /:(\w+)(\{[^}]*\})?/g;

/** `/v1/jobs/:job{[0-9]+}/metrics` as OpenAPI writes it: `/v1/jobs/{job}/metrics`. */
export function templateOf(path: string): string {
  return path.replace(PART, '{$1}');
}

/** What a request carries in path, query and headers. Throws on a parameter that nobody describes. */
export function parametersOf({ path, params = {}, query, headers = {} }: RouteDescription): Parameter[] {
  const inPath = [...path.matchAll(PART)].map(([, name = '', pattern]): Parameter => {
    const said = params[name] ?? (name === 'id' ? RUN : undefined);
    if (said === undefined) throw new Error(`${path}: nothing is said about ${name}`);
    const schema: Schema =
      pattern === '{[0-9]+}' ? { type: 'integer', minimum: 0, maximum: 999_999_999 } : { type: 'string', minLength: 1 };
    return { name, in: 'path', required: true, description: said.about, schema, example: said.example };
  });
  const inQuery = query === undefined ? [] : Object.entries(shapeOf(query)).map(([name, one]) => inQueryAs(name, one));
  const inHeaders = Object.entries(headers).map(
    ([name, description]): Parameter => ({
      name,
      in: 'header',
      required: false,
      description,
      schema: { type: 'string' },
    }),
  );
  return [...inPath, ...inQuery, ...inHeaders];
}

interface Def {
  type: string;
  shape?: Record<string, z.ZodType>;
  innerType?: z.ZodType;
  in?: z.ZodType;
  defaultValue?: unknown;
}

function defOf(schema: z.ZodType): Def {
  return schema._zod.def as Def;
}

/** The fields of an object schema, whatever is done with them afterwards. */
function shapeOf(schema: z.ZodType): Record<string, z.ZodType> {
  const { shape, in: before } = defOf(schema);
  if (shape !== undefined) return shape;
  if (before === undefined) throw new Error('a query is described by an object');
  return shapeOf(before);
}

function inQueryAs(name: string, schema: z.ZodType): Parameter {
  const said = abouts.get(schema);
  if (said === undefined) throw new Error(`nothing is said about the parameter ${name}`);
  const { meaning, fallback } = meaningOf(name, schema);
  return {
    name,
    in: 'query',
    required: !schema.safeParse(undefined).success,
    description: said.about,
    schema: { ...meaning, ...(fallback === undefined ? {} : { default: fallback }) },
    ...(said.example === undefined ? {} : { example: said.example }),
  };
}

/** What the text means, and what counts where it is missing. */
function meaningOf(name: string, schema: z.ZodType): { meaning: Meaning; fallback?: unknown } {
  let fallback: unknown;
  for (let inner: z.ZodType | undefined = schema; inner !== undefined; ) {
    const { type, innerType, in: before, defaultValue } = defOf(inner);
    if (type === 'default') fallback = defaultValue;
    const meaning = meanings.get(inner);
    if (meaning !== undefined) return { meaning, fallback };
    inner = innerType ?? before;
  }
  throw new Error(`the parameter ${name} has no meaning`);
}
