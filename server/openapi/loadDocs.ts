import { docsPage } from './docsPage.ts';
import { openapiDocument } from './openapiDocument.ts';

export interface Docs {
  /** JSON of the OpenAPI document. */
  document: string;
  page: (origin: string) => string;
}

let made: Docs | null = null;

/** The description of every route, for programs and people. Made once; of the page the last one asked for is kept. */
export function loadDocs(version: string): Docs {
  if (made !== null) return made;
  const document = openapiDocument(version);
  let kept = { origin: '', html: '' };
  made = {
    document: JSON.stringify(document),
    page: (origin) => {
      if (kept.origin !== origin) kept = { origin, html: docsPage(document, origin) };
      return kept.html;
    },
  };
  return made;
}
