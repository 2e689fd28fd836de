import { expect, test } from 'vitest';
import { runServer, until } from '../../server/testing/runServer.ts';
import { tempRoot } from '../../server/testing/tempRoot.ts';
import { launchBrowser } from './browser.ts';
import { plotBox } from './plot.ts';

const BEGAN = 1_795_200_000;
const STEPS = 120;
const OTHERS = 40;

/** Many metrics, and far below them one that breaks at step 80 and one that was never a number. */
function events(): string {
  return Array.from({ length: STEPS }, (_, step) => {
    const others = Object.fromEntries(Array.from({ length: OTHERS }, (_, i) => [`many/m${i}`, step + i]));
    const data = { ...others, 'z/loss': step < 80 ? 1 / (step + 1) : 'NaN', global_step: step };
    return `${JSON.stringify({ ts: BEGAN + step, type: 'metrics', data })}\n`;
  }).join('');
}

test('a jump to the first NaN opens the section, takes a filter off that hides it, and brings the chart into sight', async () => {
  await using root = tempRoot();
  root.write('p/broken/events.jsonl', events());
  await using server = await runServer([root.path]);
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const card = page.locator('[data-metric="z/loss"]');
    const isInSight = async (): Promise<boolean> => {
      const [box, port] = [await card.boundingBox(), await page.locator('.sections').boundingBox()];
      return box !== null && port !== null && box.y >= port.y && box.y + box.height <= port.y + port.height;
    };
    // The section "z" is open at first: `t=z` is closed.
    await page.goto(`${server.url}r/broken/overview?t=z&m=many`);
    await page.getByRole('button', { name: 'first NaN at 80' }).click();
    await until(isInSight, (inSight) => inSight);
    const { searchParams } = new URL(page.url());
    expect([searchParams.getAll('t'), searchParams.get('m'), searchParams.get('z')]).toEqual([[], null, '30,130']);
    await until(
      () => card.locator('.plot-hair').evaluate((hair) => hair.style.visibility),
      (visibility) => visibility === 'visible',
    );

    // From elsewhere in the charts, too; and Back is where one was.
    await page.locator('.sections').evaluate((sections) => sections.scrollTo(0, 0));
    await page.getByRole('button', { name: 'Reset', exact: true }).click();
    await until(isInSight, (inSight) => !inSight);
    await page.getByRole('button', { name: 'first NaN at 80' }).click();
    await until(isInSight, (inSight) => inSight);
    await page.goBack();
    await until(
      async () => new URL(page.url()).searchParams.has('z'),
      (zoomed) => !zoomed,
    );

    // Where nothing is finite the note lies beside the dotted line.
    await page.goto(`${server.url}r/broken/charts?z=90,110&m=loss`);
    const plot = await plotBox(page, 'z/loss');
    const note = await card.locator('.plot-note').boundingBox();
    if (note === null) throw new Error('the note has no place');
    const inked = await card.locator('canvas[role=img]').evaluate((canvas) => {
      const { width, height } = canvas as HTMLCanvasElement;
      const pixels = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
      return [...new Set([...pixels.keys()].filter((i) => i % 4 === 3 && (pixels[i] ?? 0) > 0))].map((i) =>
        Math.floor(i / 4 / width),
      );
    });
    expect(inked.length).toBeGreaterThan(0);
    const [top, bottom] = [note.y - plot.y, note.y + note.height - plot.y];
    expect(inked.filter((row) => row >= top && row <= bottom)).toEqual([]);
  } finally {
    await browser.close();
  }
});
