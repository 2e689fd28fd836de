import type { Locator, Page } from 'playwright-core';
import { plotBox, zoomPlot } from './plot.ts';
import { restingBox } from './restingBox.ts';

/** Something that a person looks at: where it begins, and what the hands do then. */
export interface LookedAt {
  name: string;
  from: string;
  act?: (page: Page) => Promise<unknown>;
}

const RUN_WITH_IMAGES = 'r/20261120_184239_e97f4d';

const card = (page: Page, metric: string): Locator => page.locator(`.card[data-metric="${metric}"]`);
const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true });
const branch = (page: Page, name: string): Locator =>
  page.locator('.tree-name[aria-expanded]', { hasText: name }).first();
const press = (page: Page, ...keys: string[]): Promise<void> =>
  keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());

async function fullScreen(page: Page, metric: string, ...keys: string[]): Promise<void> {
  await card(page, metric).focus();
  await press(page, 'f');
  await page.locator('.card.full').waitFor();
  await press(page, ...keys);
}

async function fill(page: Page, label: string, text: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).fill(text);
}

const WORKSPACE: LookedAt[] = [
  { name: 'home', from: '' },
  { name: 'groups with a band', from: 'p/sweep', act: groups },
  { name: 'a chart in full screen', from: 'p/sweep', act: (page) => fullScreen(page, 'train/loss', ']', 'l', '2') },
  { name: 'a chart of a closed section in full screen', from: 'p/sweep?t=val&m=loss&full=val%2Facc' },
  { name: 'a closed section and a filter of metrics', from: 'p/rich', act: closedSection },
  {
    name: 'groups in the list, one of them closed',
    from: 'p/sweep?g=config.lr&g=config.optimizer.name',
    act: foldFirst,
  },
  { name: 'folders in the list, all closed but one', from: 'p/digits', act: folders },
  { name: 'the table, sorted, filtered, with another width and a pinned column', from: 'p/sweep', act: table },
  { name: 'a table beside the charts', from: 'p/sweep?w=800', act: (page) => button(page, 'All but seed').click() },
  { name: 'a pinned chart, zoomed, on a log axis', from: 'p/sweep', act: pinned },
  { name: 'smoothed, over time, without the list', from: 'p/sweep', act: (page) => press(page, '2', '=', '=', '\\') },
  { name: 'another metric as x, coloured by a setting', from: 'p/sweep?color=config.lr', act: metricAxis },
  { name: 'some eyes, marks and a baseline', from: 'p/sweep?mark=s03&base=s05', act: eyes },
  { name: 'a chart with settings of its own', from: 'p/sweep', act: ownSettings },
];

const RUN: LookedAt[] = [
  {
    name: 'overview with a closed branch',
    from: 'r/rich/overview',
    act: (page) => branch(page, 'optimizer').click(),
  },
  { name: 'charts with the log below and no inspector', from: 'r/rich/charts', act: (page) => press(page, '`', 'i') },
  {
    name: 'charts with a closed branch beside them',
    from: 'r/rich/charts',
    act: (page) => branch(page, 'keys').click(),
  },
  { name: 'charts at the point that was clicked', from: 'r/rich/charts', act: clickPoint },
  { name: 'charts at the first NaN', from: 'r/rich/overview?t=train', act: (page) => page.locator('.run-nan').click() },
  { name: 'a chart of a run in full screen', from: 'r/rich/charts', act: (page) => fullScreen(page, 'val/acc', 'o') },
  { name: 'the next run, on the same tab', from: 'r/s03/charts?x=relative', act: (page) => press(page, 'j') },
  { name: 'the table of metrics', from: 'r/rich/metrics', act: metricTable },
  { name: 'the log', from: 'r/rich/log' },
  { name: 'the log, searched, wrapped, with every frame of its bars', from: 'r/rich/log', act: searchLog },
  { name: 'images of two runs', from: `${RUN_WITH_IMAGES}/images`, act: images },
  { name: 'the config, searched', from: 'r/rich/config', act: (page) => fill(page, 'Search keys and values', 'adam') },
  { name: 'the config, folded', from: 'r/rich/config', act: (page) => branch(page, 'keys').click() },
  { name: 'system', from: 'r/rich/system' },
  { name: 'what became of the data', from: 'r/rich/data', act: (page) => button(page, 'later').click() },
  { name: 'every write of a metric', from: 'r/rich/raw', act: writes },
];

const COMPARE: LookedAt[] = [
  { name: 'differences of config', from: 'compare/sweep', act: ignore },
  { name: 'differences of metrics', from: 'compare/sweep', act: compareMetrics },
  {
    name: 'differences of summary',
    from: 'compare/digits',
    act: (page) => page.getByRole('tab', { name: 'Summary' }).click(),
  },
  {
    name: 'differences of environment',
    from: 'compare/sweep',
    act: (page) => page.getByRole('tab', { name: 'Environment' }).click(),
  },
  {
    name: 'differences of code',
    from: 'compare/sweep?mark=s01&mark=s02',
    act: (page) => page.getByRole('tab', { name: 'Code' }).click(),
  },
  { name: 'parallel coordinates, brushed', from: 'compare/sweep', act: brush },
  { name: 'parallel coordinates with other axes', from: 'compare/sweep', act: axes },
  { name: 'a scatter of other values', from: 'compare/sweep', act: scatter },
];

/** Every view of the page, in the states that hands bring it into. */
export const LOOKED_AT: LookedAt[] = [...WORKSPACE, ...RUN, ...COMPARE, { name: 'trash', from: 'trash' }];

async function eyes(page: Page): Promise<void> {
  for (const eye of [2, 4]) await page.locator('.rail-row .rail-eye').nth(eye).click();
}

async function groups(page: Page): Promise<void> {
  await press(page, 'g');
  await page.getByLabel('Band of a group').selectOption('minmax');
  await page.getByLabel('What stands for a group').selectOption('median');
}

async function closedSection(page: Page): Promise<void> {
  await page.locator('.section-head button', { hasText: 'train' }).click();
  await page.locator('.section-head button', { hasText: 'sys' }).click();
  await fill(page, 'Filter metrics', 'loss|cpu|acc');
  await page.waitForURL(/[?&]m=/);
}

async function foldFirst(page: Page): Promise<void> {
  await page.locator('.group-fold').first().click();
}

async function folders(page: Page): Promise<void> {
  await press(page, 't');
  await button(page, 'Folders').click();
  await button(page, 'Fold all').click();
  await page.locator('.group-fold').first().click();
  await page.getByRole('button', { name: 'Narrow to the list' }).click();
}

async function table(page: Page): Promise<void> {
  await press(page, 't');
  await page.locator('.head-title', { hasText: 'lr' }).click();
  await page.getByRole('button', { name: 'More about seed' }).click();
  await button(page, 'Pin to the left').click();
  await page.getByRole('separator', { name: 'Width of lr' }).focus();
  await press(page, 'ArrowRight', 'ArrowRight');
  await fill(page, 'Filter runs', 'config.optimizer.name:adam');
}

async function pinned(page: Page): Promise<void> {
  await card(page, 'val/acc').hover();
  await button(page, 'Pin val/acc').click();
  await zoomPlot(page, 'train/loss');
  await button(page, 'Log x').click();
}

async function metricAxis(page: Page): Promise<void> {
  await page.getByLabel('x is a metric').selectOption('train/loss');
}

async function ownSettings(page: Page): Promise<void> {
  await card(page, 'train/loss').focus();
  await press(page, 'l', 'o');
}

async function clickPoint(page: Page): Promise<void> {
  const { x, y, width } = await plotBox(page, 'train/loss');
  await page.mouse.click(x + width / 2, y + 20);
  await page.getByRole('region', { name: 'Writes at the point' }).waitFor();
  await press(page, 'Escape');
}

async function metricTable(page: Page): Promise<void> {
  await fill(page, 'Search metrics', 'a');
  await button(page, 'max').click();
}

async function searchLog(page: Page): Promise<void> {
  await button(page, 'show').click();
  await button(page, 'wrap').click();
  await fill(page, 'Search the log', 'long one');
  await page.getByText(/^\d+ found$/).waitFor();
  await press(page, 'Enter', 'Enter');
  await page.getByText(/^2 of \d+$/).waitFor();
  await page.locator('.log-row.current').click();
}

async function images(page: Page): Promise<void> {
  await page.getByLabel('beside').selectOption({ index: 2 });
  await page.getByRole('slider').first().fill('0');
}

async function writes(page: Page): Promise<void> {
  await fill(page, 'metric', 'val/acc');
  await fill(page, 'from step', '70');
  await page.getByLabel('only steps written more than once').check();
}

async function ignore(page: Page): Promise<void> {
  await fill(page, 'ignore', 'seed');
  await press(page, 'Enter');
  await page.getByLabel(/identical rows/).check();
}

async function compareMetrics(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Metrics' }).click();
  await page.getByLabel('Statistic').selectOption('min');
  await page
    .getByRole('button', { name: /^Baseline/ })
    .nth(2)
    .click();
}

async function brush(page: Page): Promise<void> {
  const box = await restingBox(page.locator('.axis', { hasText: 'lr' }).last().locator('.axis-strip'));
  const x = box.x + box.width / 2;
  await page.mouse.move(x, box.y + box.height - 1);
  await page.mouse.down();
  await page.mouse.move(x, box.y + box.height * 0.3, { steps: 3 });
  await page.mouse.up();
}

async function axes(page: Page): Promise<void> {
  await button(page, 'Axis lr').click();
  await button(page, 'Low end up').click();
  await button(page, 'Move right').click();
  await page.locator('.compare-count').first().click();
  await page.getByLabel('Add an axis').selectOption('last_step');
}

async function scatter(page: Page): Promise<void> {
  await page.getByLabel('Up').selectOption('last:train/loss');
  await page.getByLabel('Across').selectOption('config.lr');
  await page.getByLabel('Colour by').selectOption('config.optimizer.name');
}
