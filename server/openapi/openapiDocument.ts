import * as z from 'zod';
import { descriptions } from './descriptions.ts';
import { jobProblem } from './jobAnswers.ts';
import { names } from './names.ts';
import type { Content, OpenApiDocument, Operation, ResponseObject, Schema } from './openapiTypes.ts';
import { parametersOf, templateOf } from './parametersOf.ts';
import type { AnswerDescription, Refusal, RouteDescription, Tag } from './routeDescription.ts';
import { problem } from './systemAnswers.ts';

const TAGS: Record<Tag, string> = {
  Runs: 'What runs are there, and what each of them is.',
  Metrics: 'Points of the current view: of several writes at one step the last counts.',
  'Raw writes': 'Every point that was ever written (the path and shape are Pluto’s).',
  'Jobs and experiments': 'Runs as Dioptra’s jobs, by job_id and experiment_id.',
  'Logs and media': 'What a run printed, and the files that its events name.',
  Export: 'Points as CSV or JSON lines.',
  Editing: 'What people do to runs: rename, tag, delete, restore.',
  Views: 'Saved pages of the dashboard.',
  Writing: 'What the client libraries use.',
  Server: 'The server itself.',
};

const REFUSALS: Record<Refusal | 401 | 403, string> = {
  400: 'The request makes no sense; the sentence names the field.',
  401: 'The server asks for a token.',
  403: 'A foreign Host, or a page of another origin.',
  404: 'Nothing bears this id, or there is no such route.',
  409: 'The id means several runs, which `candidates` names; or the state of the run does not allow it.',
  413: 'The body is too large.',
  416: 'The range lies outside of the file.',
  422: 'A field cannot be used; the sentence names it.',
  426: 'This address speaks WebSocket only.',
  429: 'Too many requests from this address: `Retry-After` says when to come again.',
  500: 'Not one line of the metrics file could be used.',
  503: 'The client left.',
  507: 'The disk is full.',
};

const LIMIT_HEADERS = {
  'Retry-After': 'Seconds to wait.',
  'X-RateLimit-Limit': 'Requests of a minute.',
  'X-RateLimit-Remaining': 'How many are left.',
  'X-RateLimit-Reset': 'Seconds until there are as many again.',
};

/** Every request may meet these: they stand in front of the router. */
const EVERYWHERE: (keyof typeof REFUSALS)[] = [400, 401, 403];

/** The description of the API, made from the schemas that check requests. Throws where a route is described incompletely. */
export function openapiDocument(version: string): OpenApiDocument {
  const paths: OpenApiDocument['paths'] = {};
  for (const route of descriptions) {
    const path = templateOf(route.path);
    paths[path] = { ...paths[path], [route.method]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Stepwell',
      version,
      description: 'Runs, points and log lines of a folder of experiments. Errors are one sentence in `detail`.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '../api', description: 'This server.' }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: componentSchemas(),
      responses: refusalResponses(),
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
    // Only a server that was told to asks for a token.
    security: [{}, { token: [] }],
  };
}

function operationOf(route: RouteDescription): Operation {
  const { method, tag, summary, details, rule, deprecated, body, answers, refusals, envelope } = route;
  const responses: Operation['responses'] = {};
  const said = [details, rule].filter((text) => text !== undefined).join(' ');
  for (const answer of answers) responses[answer.status] = responseOf(answer);
  for (const status of new Set([...EVERYWHERE, ...refusals].sort()))
    responses[status] = { $ref: `#/components/responses/${isEnveloped(status, envelope) ? 'Job' : ''}${status}` };
  return {
    operationId: operationId(route),
    tags: [tag],
    summary,
    ...(said === '' ? {} : { description: said }),
    ...(deprecated === undefined ? {} : { deprecated }),
    parameters: parametersOf(route),
    ...(body === undefined ? {} : { requestBody: { required: true as const, content: bodyContent(body) } }),
    responses,
  };

  function operationId({ path }: RouteDescription): string {
    const words = path.replace(/\{[^}]*\}/g, '').split(/[^A-Za-z0-9]+/);
    return `${method}${words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('')}`;
  }
}

function isEnveloped(status: number, envelope: RouteDescription['envelope']): boolean {
  return envelope === 'dioptra' && status !== 401 && status !== 403;
}

function bodyContent({ schema, example, also = {} }: NonNullable<RouteDescription['body']>): Record<string, Content> {
  const others = Object.entries(also).map(([type, text]) => [type, { schema: { type: 'string' }, example: text }]);
  return { 'application/json': { schema: reference(schema), example }, ...Object.fromEntries(others) };
}

function responseOf({ what, schema, list, example, types = [], headers }: AnswerDescription): ResponseObject {
  const shown = example === undefined ? {} : { example };
  const content: Record<string, Content> = {};
  if (schema !== undefined) {
    const one = reference(schema);
    content['application/json'] = { schema: list === true ? { type: 'array', items: one } : one, ...shown };
  }
  for (const type of types) content[type] = schema === undefined ? shown : {};
  return {
    description: what,
    ...(headers === undefined ? {} : { headers: headersOf(headers) }),
    ...(Object.keys(content).length === 0 ? {} : { content }),
  };
}

function headersOf(headers: Record<string, string>): NonNullable<ResponseObject['headers']> {
  const described = Object.entries(headers).map(
    ([name, description]) => [name, { description, schema: { type: 'string' } }] as const,
  );
  return Object.fromEntries(described);
}

function reference(schema: z.ZodType): Schema {
  const name = names.get(schema)?.id;
  if (name === undefined) throw new Error('a body or an answer needs a name');
  return { $ref: `#/components/schemas/${name}` };
}

function componentSchemas(): Record<string, Schema> {
  const { schemas } = z.toJSONSchema(names, {
    io: 'input',
    unrepresentable: 'any',
    uri: (name) => `#/components/schemas/${name}`,
  });
  const plain = Object.entries(schemas as Record<string, Schema & { $id?: string; $schema?: string }>).map(
    ([name, { $id, $schema, ...schema }]) => [name, schema] as const,
  );
  return Object.fromEntries(plain.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function refusalResponses(): Record<string, ResponseObject> {
  const responses: Record<string, ResponseObject> = {};
  for (const [status, description] of Object.entries(REFUSALS)) {
    const retry = status === '429' ? { headers: headersOf(LIMIT_HEADERS) } : {};
    responses[status] = { description, ...retry, content: { 'application/json': { schema: reference(problem) } } };
    // What stands in front of the router speaks of no jobs.
    const either: Schema = { anyOf: [reference(jobProblem), reference(problem)] };
    responses[`Job${status}`] = { description, content: { 'application/json': { schema: either } } };
  }
  return responses;
}
