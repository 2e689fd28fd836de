import * as z from 'zod';

/** Schemas that stand in the document under a name of their own. */
export const names = z.registry<{ id: string }>();

export function named<Schema extends z.ZodType>(id: string, schema: Schema): Schema {
  names.add(schema, { id });
  return schema;
}
