import type { Locator } from 'playwright-core';
import { atRest } from './atRest.ts';

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * Where something stands, in CSS pixels of the page, once nothing moves it any more: who takes the mouse to where it
 * stood while the page was loading presses on something else.
 */
export async function restingBox(locator: Locator): Promise<Box> {
  await locator.waitFor();
  await atRest(locator.page());
  // What Playwright waits for before it would press: that it stands still and nothing lies over it.
  await locator.hover({ trial: true });
  const box = await locator.boundingBox();
  if (box === null) throw new Error('what should be pressed has no place');
  return box;
}
