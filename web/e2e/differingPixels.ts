import type { Page } from 'playwright-core';

/** Chromium rasters a rounded corner now so, now otherwise, by a dozen of 256 levels. */
const NOISE = 16;

/** Pixels of two PNG pictures of one size that differ by more than that, decoded by the browser itself. */
export function differingPixels(page: Page, one: Buffer, two: Buffer): Promise<number> {
  return page.evaluate(
    async ([first, second, noise]) => {
      const decode = async (base64: string): Promise<ImageData> => {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
        const pen = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
        if (pen === null) throw new Error('no canvas to decode with');
        pen.drawImage(picture, 0, 0);
        return pen.getImageData(0, 0, picture.width, picture.height);
      };
      const [a, b] = [await decode(first), await decode(second)];
      if (a.width !== b.width || a.height !== b.height) return Number.POSITIVE_INFINITY;
      let count = 0;
      for (let i = 0; i < a.data.length; i += 4)
        if ([0, 1, 2].some((channel) => Math.abs((a.data[i + channel] ?? 0) - (b.data[i + channel] ?? 0)) > noise))
          count++;
      return count;
    },
    [one.toString('base64'), two.toString('base64'), NOISE] as const,
  );
}
