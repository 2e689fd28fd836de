import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Lets a page compute so many times slower, and each of its answers come as many times 25 ms later. */
async function slow(page: Page, times: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: times });
  const latency = 25 * times;
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency,
    downloadThroughput: -1,
    uploadThroughput: -1,
  });
}

/**
 * Slows every page of a browser, as a machine does that others use too: a test that presses before the page is ready
 * fails at its desk then, and not elsewhere.
 */
function slowPages(browser: Browser, times: number): void {
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options): Promise<BrowserContext> => {
    const context = await newContext(options);
    const newPage = context.newPage.bind(context);
    context.newPage = async () => {
      const page = await newPage();
      await slow(page, times);
      return page;
    };
    return context;
  };
  browser.newPage = async (options): Promise<Page> => (await browser.newContext(options)).newPage();
}

/** The system's own Chromium, without anything that would ask the network. `SLOW=6` makes its pages six times slower. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? PLACES.find((place) => existsSync(place));
  if (executablePath === undefined) throw new Error('no Chromium found: install it, or name it in CHROMIUM');
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  if (process.env.SLOW !== undefined) slowPages(browser, Number(process.env.SLOW));
  return browser;
}
