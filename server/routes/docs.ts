import { Hono } from 'hono';

export interface DocsDeps {
  /** Loaded when somebody asks: a start of the server does not wait for it. */
  loadDocs: () => Promise<{ document: string; page: (origin: string) => string }>;
}

/** The description of every route, for programs and for people. */
export function docsRoutes({ loadDocs }: DocsDeps) {
  return new Hono()
    .get('/openapi.json', async (c) => {
      c.header('Cache-Control', 'no-cache');
      return c.body((await loadDocs()).document, 200, { 'Content-Type': 'application/json' });
    })
    .get('/docs', async (c) => {
      c.header('Cache-Control', 'no-cache');
      return c.html((await loadDocs()).page(new URL(c.req.url).origin));
    });
}
