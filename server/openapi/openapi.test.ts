import { expect, test } from 'vitest';
import { undocumented } from '../testing/documentedAnswer.ts';
import { descriptions } from './descriptions.ts';
import { docsPage } from './docsPage.ts';
import { openapiDocument } from './openapiDocument.ts';
import { templateOf } from './parametersOf.ts';

const document = openapiDocument('1.2.3');

test('every reference leads to a component, and every component is one', () => {
  const text = JSON.stringify(document);
  for (const [, name = ''] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g))
    expect(document.components.schemas, name).toHaveProperty([name]);
  for (const [, name = ''] of text.matchAll(/"#\/components\/responses\/([^"]+)"/g))
    expect(document.components.responses, name).toHaveProperty([name]);
  const ids = Object.values(document.paths).flatMap((path) => Object.values(path).map((one) => one.operationId));
  expect(new Set(ids).size).toBe(ids.length);
});

test('the parts of each path are described as its parameters, once each', () => {
  for (const [path, operations] of Object.entries(document.paths)) {
    const parts = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    for (const { operationId, parameters } of Object.values(operations)) {
      const named = parameters.filter((one) => one.in === 'path').map(({ name }) => name);
      expect(named, operationId).toEqual(parts);
      expect(new Set(parameters.map((one) => `${one.in} ${one.name}`)).size).toBe(parameters.length);
    }
  }
});

test('every example is an answer that the description allows', () => {
  let examples = 0;
  for (const route of descriptions) {
    const operation = document.paths[templateOf(route.path)]?.[route.method];
    for (const { status, schema, example } of route.answers) {
      if (schema === undefined || example === undefined || operation === undefined) continue;
      examples++;
      const answer = { status, type: 'application/json', text: JSON.stringify(example) };
      expect(undocumented(route, operation, answer), `${route.method} ${route.path} ${status}`).toBeNull();
    }
    if (route.body !== undefined)
      expect(route.body.schema.safeParse(route.body.example).success, `${route.method} ${route.path}`).toBe(true);
  }
  expect(examples).toBeGreaterThan(30);
});

test('the page shows every route with an example, and needs nothing from anywhere', () => {
  const html = docsPage(document, 'http://127.0.0.1:1');
  for (const operations of Object.values(document.paths))
    for (const { operationId } of Object.values(operations)) expect(html).toContain(`<article id="${operationId}">`);
  expect(html).not.toMatch(/<script|<link(?! rel="icon" href="data:,">)|<img|@import|url\(|\ssrc=|\son\w+=/i);
  for (const [, address = ''] of html.matchAll(/href="([^"]*)"/g))
    expect(address).toMatch(/^(#[\w-]+|openapi\.json|data:,)$/);
  for (const [, anchor = ''] of html.matchAll(/href="#([^"]*)"/g)) expect(html).toContain(`id="${anchor}"`);
  expect(docsPage(document, 'http://h/"><script>')).not.toContain('<script>');
});
