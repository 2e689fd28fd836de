import * as fc from 'fast-check';
import type { OpenApiDocument, Operation, Parameter, Schema } from '../openapi/openapiTypes.ts';

/** A request made from what the description says of a route. */
export interface MadeRequest {
  address: string;
  body: string | null;
  /** Whether the description allows it. */
  valid: boolean;
  /** What is wrong with it. */
  wrong: string;
}

export interface Known {
  /** Values of parts, parameters and lists in bodies that mean something to the server, by name. */
  values: Record<string, string[]>;
  queries: string[];
}

/** What bodies are made from. */
interface World {
  schemas: OpenApiDocument['components']['schemas'];
  values: Known['values'];
}

/** `count` requests of each kind, the same for the same seed. */
export function requestsOf(
  path: string,
  operation: Operation,
  schemas: World['schemas'],
  known: Known,
  { count, seed }: { count: number; seed: number },
): MadeRequest[] {
  const world = { schemas, values: known.values };
  const valid = validRequest(path, operation, world, known);
  const invalid = invalidRequest(path, operation, world, known);
  return [...fc.sample(valid, { numRuns: count, seed }), ...fc.sample(invalid, { numRuns: count, seed })];
}

function validRequest(
  path: string,
  { parameters, requestBody }: Operation,
  world: World,
  known: Known,
): fc.Arbitrary<MadeRequest> {
  const values = fc.record(Object.fromEntries(parameters.map((one) => [one.name, parameterOf(one, known)])));
  const body = bodyOf(requestBody, world);
  return fc.tuple(values, body).map(([chosen, text]) => ({
    address: fill(path, parameters, chosen),
    body: text,
    valid: true,
    wrong: '',
  }));
}

/** A valid request with one thing broken: a part of the path, a parameter, or the body; junk where nothing can be wrong. */
function invalidRequest(path: string, operation: Operation, world: World, known: Known): fc.Arbitrary<MadeRequest> {
  const { parameters, requestBody } = operation;
  const fine = fc.record(Object.fromEntries(parameters.map((one) => [one.name, parameterOf(one, known)])));
  const body = bodyOf(requestBody, world);
  const broken: fc.Arbitrary<MadeRequest>[] = [];
  for (const parameter of parameters) {
    const bad = wrongParameter(parameter);
    if (bad === null) continue;
    broken.push(
      fc.tuple(fine, bad, body).map(([chosen, value, text]) => ({
        address: fill(path, parameters, { ...chosen, [parameter.name]: value }),
        body: text,
        valid: false,
        wrong: `${parameter.name} = ${JSON.stringify(value)}`,
      })),
    );
  }
  const schema = requestBody?.content['application/json']?.schema;
  if (schema !== undefined)
    broken.push(
      fc.tuple(fine, wrongBody(resolve(schema, world), world)).map(([chosen, text]) => ({
        address: fill(path, parameters, chosen),
        body: text,
        valid: false,
        wrong: `body ${text.slice(0, 100)}`,
      })),
    );
  if (broken.length > 0) return fc.oneof(...broken);
  return fc.tuple(fine, fc.string({ unit: 'grapheme' })).map(([chosen, junk]) => ({
    address: `${fill(path, parameters, chosen)}?junk=${encodeURIComponent(junk)}`,
    body: null,
    valid: true,
    wrong: '',
  }));
}

type Value = string | string[] | undefined;

function parameterOf(
  { name, in: where, required, schema, example }: Parameter,
  { values: all, queries }: Known,
): fc.Arbitrary<Value> {
  const values = all[name];
  if (where === 'path' || name === 'runs') return fc.constantFrom(...(values ?? [String(example)]));
  const any: fc.Arbitrary<Value> =
    schema.type === 'array'
      ? fc.array(textOf(schema.items ?? {}, queries), { minLength: schema.minItems ?? 0, maxLength: 3 })
      : textOf(schema, queries);
  const one =
    values === undefined || schema.type === 'array'
      ? any
      : fc.oneof(any, { arbitrary: fc.constantFrom(...values), weight: 3 });
  return required ? one : fc.option(one, { nil: undefined, freq: 2 });
}

function textOf(schema: Schema, queries: readonly string[]): fc.Arbitrary<string> {
  if (schema.format === 'query') return fc.constantFrom(...queries);
  return allowedBy(schema, { schemas: {}, values: {} }).map(String);
}

/** Text that the schema of a parameter does not allow; null where it allows any. */
function wrongParameter({ name, in: where, required, schema }: Parameter): fc.Arbitrary<Value> | null {
  if (where === 'header') return null;
  if (where === 'path') return wrongPart(name, schema);
  const { type, minimum, maximum } = schema;
  const bad: fc.Arbitrary<Value>[] = required ? [fc.constant(undefined)] : [];
  if (type === 'integer') {
    const beyond = [(minimum ?? 0) - 1, (maximum ?? 0) + 1].map(String);
    bad.push(fc.constantFrom(...beyond, '', ' ', '1.5', '1e3', 'NaN', '0x10', '١', 'many', '9'.repeat(30)));
  }
  if (type === 'number') bad.push(fc.constantFrom('', ' ', 'NaN', 'Infinity', '-Infinity', '1e999', 'much', '1,5'));
  if (schema.enum !== undefined)
    bad.push(fc.string({ minLength: 1 }).filter((text) => schema.enum?.includes(text) !== true));
  if (schema.format === 'query') bad.push(fc.constantFrom('"open', 'nope:1', 'status:', 'a\\q', "name:'x"));
  else if (schema.maxLength !== undefined) bad.push(fc.constant('x'.repeat(schema.maxLength + 1)));
  if (name === 'coords') bad.push(fc.constantFrom('', 'episode', 'episode:', 'a:1..b'));
  if (name === 'labels') bad.push(fc.constantFrom('nocolon', ':', 'a:b,c'));
  if (schema.pattern !== undefined) bad.push(fc.constantFrom('no:such:thing', 'x'.repeat(65)));
  return bad.length === 0 ? null : fc.oneof(...bad);
}

function wrongPart(name: string, schema: Schema): fc.Arbitrary<Value> | null {
  if (schema.type === 'integer') return fc.constantFrom('x', '-1', '1.5', ' 1', '%31');
  if (name === 'name') return null;
  return fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).map((text) => `~${text}`),
    fc.constantFrom('no-such-run', '%00', 'a\u0000b', '../../etc/passwd', 'a/../b', 'x'.repeat(5000), 'con', '\u202e'),
  );
}

function bodyOf(requestBody: Operation['requestBody'], world: World): fc.Arbitrary<string | null> {
  const schema = requestBody?.content['application/json']?.schema;
  return schema === undefined ? fc.constant(null) : allowedBy(schema, world).map((value) => JSON.stringify(value));
}

function wrongBody(schema: Schema, world: World): fc.Arbitrary<string> {
  const { properties = {}, required = [], additionalProperties } = schema;
  const fine = allowedBy(schema, world) as fc.Arbitrary<Record<string, unknown>>;
  const changed = (change: (value: Record<string, unknown>) => unknown): fc.Arbitrary<string> =>
    fine.map((value) => JSON.stringify(change({ ...value })));
  const bad: fc.Arbitrary<string>[] = [fc.constantFrom('', '{', 'null', '[]', '"text"', '7', '{"a":1,}', '\u0000')];
  for (const name of required) bad.push(changed(({ [name]: gone, ...rest }) => rest));
  for (const [name, inner] of Object.entries(properties)) {
    const wrong = wrongValue(resolve(inner, world), world);
    if (wrong !== undefined) bad.push(changed((value) => ({ ...value, [name]: wrong })));
  }
  if (additionalProperties === false) bad.push(changed((value) => ({ ...value, 'no such field': 1 })));
  return fc.oneof(...bad);
}

/** A value of a type that the schema does not allow; undefined where it allows any. */
function wrongValue(schema: Schema, world: World): unknown {
  const types = typesOf(schema, world);
  if (types.size === 0) return undefined;
  for (const [type, value] of [
    ['boolean', true],
    ['number', 1.5],
    ['object', {}],
  ] as const)
    if (!types.has(type)) return value;
  return undefined;
}

function typesOf(schema: Schema, world: World): Set<string> {
  const { type, anyOf, oneOf, enum: values, const: value } = resolve(schema, world);
  const some = anyOf ?? oneOf;
  if (some !== undefined) return new Set(some.flatMap((one) => [...typesOf(one, world)]));
  if (values !== undefined) return new Set(values.map((one) => typeof one));
  if (value !== undefined) return new Set([typeof value]);
  const named = type === undefined ? [] : Array.isArray(type) ? type : [type];
  return new Set(named.map((name) => (name === 'integer' ? 'number' : name === 'array' ? 'object' : name)));
}

/** Values that the schema allows. */
function allowedBy(given: Schema, world: World): fc.Arbitrary<unknown> {
  const schema = resolve(given, world);
  const some = schema.anyOf ?? schema.oneOf;
  if (some !== undefined) return fc.oneof(...some.map((one) => allowedBy(one, world)));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (Array.isArray(schema.type)) return fc.oneof(...schema.type.map((type) => allowedBy({ ...schema, type }, world)));
  const { minimum, maximum, exclusiveMinimum, minLength = 0, maxLength = 40, minItems = 0, maxItems = 5 } = schema;
  const least = minimum ?? exclusiveMinimum;
  switch (schema.type) {
    case 'string':
      if (schema.pattern !== undefined) return fc.stringMatching(new RegExp(schema.pattern));
      return fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, 40) });
    case 'integer':
      return fc.integer({ min: least ?? -1e6, max: maximum ?? 1e6 });
    case 'number':
      return fc.double({
        min: least ?? -1e12,
        max: maximum ?? 1e12,
        noNaN: true,
        minExcluded: exclusiveMinimum !== undefined,
      });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      if (schema.prefixItems !== undefined) return fc.tuple(...schema.prefixItems.map((one) => allowedBy(one, world)));
      return fc.array(allowedBy(schema.items ?? {}, world), {
        minLength: minItems,
        maxLength: Math.min(maxItems, 5),
      });
    case 'object':
      return objectOf(schema, world);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function objectOf({ properties, required = [], additionalProperties }: Schema, world: World): fc.Arbitrary<unknown> {
  if (properties === undefined) {
    const inner = typeof additionalProperties === 'object' ? additionalProperties : {};
    return fc.dictionary(fc.string({ minLength: 1 }), allowedBy(inner, world), { maxKeys: 4 });
  }
  const fields = Object.entries(properties).map(([name, inner]) => {
    const one = knownOr(inner, world, world.values[name]);
    return [name, one] as const;
  });
  return fc.record(Object.fromEntries(fields), { requiredKeys: required });
}

/** Lists hold what is known by that name; a text is now one of these, now any. */
function knownOr(schema: Schema, world: World, known: readonly string[] | undefined): fc.Arbitrary<unknown> {
  const any = allowedBy(schema, world);
  if (known === undefined) return any;
  if (schema.type === 'array') return fc.array(fc.constantFrom(...known), { minLength: 1, maxLength: 3 });
  const isAnyText = schema.type === 'string' && schema.pattern === undefined;
  return isAnyText ? fc.oneof(any, fc.constantFrom(...known)) : any;
}

function resolve(schema: Schema, world: World): Schema {
  if (schema.$ref === undefined) return schema;
  return world.schemas[schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)] ?? {};
}

function fill(path: string, parameters: readonly Parameter[], values: Record<string, Value>): string {
  let filled = path;
  const query = new URLSearchParams();
  for (const { name, in: where } of parameters) {
    const value = values[name];
    if (value === undefined) continue;
    if (where === 'path') filled = filled.replace(`{${name}}`, () => encodeURIComponent(String(value)));
    if (where === 'query') for (const one of Array.isArray(value) ? value : [value]) query.append(name, one);
  }
  return query.size === 0 ? `/api${filled}` : `/api${filled}?${query}`;
}
