import { curlExample } from './curlExample.ts';
import { DOCS_STYLE } from './docsStyle.ts';
import type { Content, OpenApiDocument, Operation, Parameter, ResponseObject, Schema } from './openapiTypes.ts';

interface Route {
  method: string;
  path: string;
  anchor: string;
  operation: Operation;
}

/** The description as a page: no script, nothing loaded from anywhere. `origin` is where the examples go. */
export function docsPage(document: OpenApiDocument, origin: string): string {
  const routes = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(
      ([method, operation]): Route => ({ method, path, anchor: operation.operationId, operation }),
    ),
  );
  const sections = document.tags.map(({ name, description }) => {
    const own = routes.filter(({ operation }) => operation.tags.includes(name));
    const list = own.map((route) => routeHtml(route, document, origin)).join('');
    return `<section><h2>${asText(name)}</h2><p>${asText(description)}</p>${list}</section>`;
  });
  const { title, version, description } = document.info;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><title>${asText(title)} API</title><style>${DOCS_STYLE}</style></head>
<body><nav aria-label="Routes"><a href="#top"><b>${asText(title)} ${asText(version)}</b></a>${navigation(document, routes)}</nav>
<main id="top"><h1>${asText(title)} API</h1><p>${prose(description)} The same for programs: <a href="openapi.json">openapi.json</a>.</p>
${sections.join('\n')}
<section><h2 id="shapes">Shapes</h2>${shapes(document)}</section></main></body></html>
`;
}

function navigation(document: OpenApiDocument, routes: readonly Route[]): string {
  const groups = document.tags.map(({ name }) => {
    const links = routes
      .filter(({ operation }) => operation.tags.includes(name))
      .map(
        ({ method, path, anchor }) =>
          `<a href="#${anchor}"><i class="${method}">${method.toUpperCase()}</i> ${asText(path)}</a>`,
      );
    return `<details open><summary>${asText(name)}</summary>${links.join('')}</details>`;
  });
  return `${groups.join('')}<a href="#shapes">Shapes</a>`;
}

function routeHtml({ method, path, anchor, operation }: Route, document: OpenApiDocument, origin: string): string {
  const { summary, description, deprecated, parameters, requestBody, responses } = operation;
  const answers = Object.entries(responses).map(([status, response]) => answerHtml(status, response, document));
  const body = Object.entries(requestBody?.content ?? {}).map(
    ([type, content]) => `<h4>Body: ${type}</h4>${bodyHtml(content)}`,
  );
  return `<article id="${anchor}"><h3><i class="${method}">${method.toUpperCase()}</i> <code>/api${asText(path)}</code>${deprecated ? ' <em>deprecated</em>' : ''}</h3>
<p><b>${asText(summary)}.</b> ${prose(description ?? '')}</p>${parametersHtml(parameters)}${body.join('')}
<h4>Example</h4><pre>${asText(curlExample(origin, method, path, operation))}</pre><h4>Answers</h4><table>${answers.join('')}</table></article>`;
}

function parametersHtml(parameters: readonly Parameter[]): string {
  if (parameters.length === 0) return '';
  const rows = parameters.map(
    ({ name, in: where, required, description, schema }) =>
      `<tr><td><code>${asText(name)}</code>${required ? ' <em>required</em>' : ''}</td><td>${where}</td><td>${typeText(schema)}</td><td>${prose(description)}</td></tr>`,
  );
  return `<h4>Parameters</h4><table>${rows.join('')}</table>`;
}

function bodyHtml({ schema, example }: Content): string {
  const shown = typeof example === 'string' ? example : JSON.stringify(example, null, 2);
  return `<p>${schema === undefined ? '' : typeText(schema)}</p>${example === undefined ? '' : `<pre>${asText(shown)}</pre>`}`;
}

function answerHtml(status: string, response: Operation['responses'][string], document: OpenApiDocument): string {
  const said = '$ref' in response ? document.components.responses[nameOf(response.$ref)] : response;
  const { description, content = {}, headers = {} } = said as ResponseObject;
  const bodies = Object.entries(content).map(([type, one]) =>
    status < '400' ? `<p><code>${type}</code></p>${bodyHtml(one)}` : bodyHtml(one),
  );
  const extra = Object.entries(headers).map(
    ([name, { description }]) => `<li><code>${name}</code> ${prose(description)}</li>`,
  );
  return `<tr><td><b>${status}</b></td><td>${prose(description)}${bodies.join('')}${extra.length === 0 ? '' : `<ul>${extra.join('')}</ul>`}</td></tr>`;
}

function shapes({ components }: OpenApiDocument): string {
  return Object.entries(components.schemas)
    .map(([name, schema]) => `<article id="shape-${name}"><h3><code>${name}</code></h3>${shapeHtml(schema)}</article>`)
    .join('');
}

function shapeHtml(schema: Schema): string {
  if (schema.properties === undefined) return `<p>${typeText(schema)}</p>`;
  const required = new Set(schema.required);
  const rows = Object.entries(schema.properties).map(
    ([name, inner]) =>
      `<tr><td><code>${asText(name)}</code>${required.has(name) ? '' : ' <em>optional</em>'}</td><td>${typeText(inner)}</td><td>${prose(inner.description ?? '')}</td></tr>`,
  );
  return `<table>${rows.join('')}</table>`;
}

/** A type in few words: `integer 1 … 1000, default 10`, `"min" | "max" | null`, `Run[]`. */
export function typeText(schema: Schema): string {
  if (schema.$ref !== undefined) return `<a href="#shape-${nameOf(schema.$ref)}">${nameOf(schema.$ref)}</a>`;
  const fallback = schema.default === undefined || schema.default === null ? '' : `, default ${code(schema.default)}`;
  return `${bareType(schema)}${bounds(schema)}${fallback}`;
}

function bareType(schema: Schema): string {
  const some = schema.anyOf ?? schema.oneOf;
  if (some !== undefined) return some.map(typeText).join(' | ');
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(code).join(' | ');
  if (schema.prefixItems !== undefined) return `[${schema.prefixItems.map(typeText).join(', ')}]`;
  if (schema.type === 'array') return `${schema.items === undefined ? 'any' : typeText(schema.items)}[]`;
  if (schema.type === 'object') return objectText(schema);
  if (Array.isArray(schema.type)) return schema.type.join(' | ');
  return schema.type ?? 'any';
}

function objectText({ properties, additionalProperties }: Schema): string {
  if (properties !== undefined)
    return `{ ${Object.entries(properties)
      .map(([name, inner]) => `${asText(name)}: ${typeText(inner)}`)
      .join(', ')} }`;
  return typeof additionalProperties === 'object' ? `{ [name]: ${typeText(additionalProperties)} }` : 'object';
}

function bounds(schema: Schema): string {
  const { minimum, maximum, exclusiveMinimum, maxLength, maxItems, format, pattern } = schema;
  const least = minimum ?? exclusiveMinimum;
  const said: string[] = [];
  if (maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER) said.push(` ${least ?? ''} … ${maximum}`);
  else if (least !== undefined && least > -Number.MAX_SAFE_INTEGER) said.push(` ≥ ${least}`);
  if (maxLength !== undefined) said.push(`, at most ${maxLength} characters`);
  if (maxItems !== undefined && schema.prefixItems === undefined) said.push(`, at most ${maxItems}`);
  if (format !== undefined) said.push(` (${asText(format)})`);
  else if (pattern !== undefined && pattern.length < 80) said.push(` <code>${asText(pattern)}</code>`);
  return said.join('');
}

function code(value: unknown): string {
  return `<code>${asText(JSON.stringify(value))}</code>`;
}

function nameOf(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}

/** Text with `code` in it. */
function prose(text: string): string {
  return asText(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

function asText(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
