import type { Page } from 'playwright-core';

/** Collects what the page's console tells of errors, and what nobody caught; into a list of several pages where one is given. */
export function pageErrors(page: Page, errors: string[] = []): string[] {
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(error.message));
  return errors;
}
