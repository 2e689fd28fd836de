import type { Page } from 'playwright-core';
import { runServer } from '../../server/testing/runServer.ts';
import { tempRoot } from '../../server/testing/tempRoot.ts';
import { launchBrowser } from './browser.ts';
import { pageErrors } from './pageErrors.ts';
import { writeSweep } from './sweep.ts';

/** A page before the runs of a sweep; server, browser and folder end with it. */
export interface OpenSweep extends AsyncDisposable {
  page: Page;
  /** Of the server, with a slash at its end. */
  url: string;
  /** The folder of the runs. */
  root: string;
  /** What the page's console told of errors. */
  errors: string[];
}

export async function openSweep(): Promise<OpenSweep> {
  const root = tempRoot();
  writeSweep(root.path);
  const server = await runServer([root.path]);
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const errors = pageErrors(page);
  return {
    page,
    url: server.url,
    root: root.path,
    errors,
    [Symbol.asyncDispose]: async () => {
      await browser.close();
      await server[Symbol.asyncDispose]();
      await root[Symbol.asyncDispose]();
    },
  };
}
