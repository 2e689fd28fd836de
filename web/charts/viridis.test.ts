import { expect, test } from 'vitest';
import { viridis } from './viridis.ts';

const SHARES = Array.from({ length: 64 }, (_, i) => i / 63);
const GROUNDS = { light: [255, 255, 255], dark: [0x14, 0x17, 0x1b] };

/** WCAG's relative luminance. */
function luminance(channels: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = channels.map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function colours(share: number): { light: number[]; dark: number[] } {
  const [light = [], dark = []] = [...viridis(share).matchAll(/rgb\(([\d ]+)\)/g)].map(([, channels = '']) =>
    channels.split(' ').map(Number),
  );
  return { light, dark };
}

test('goes from the map’s purple on a light ground, to its yellow on a dark one; beyond the ends it stays, and no share is grey', () => {
  expect(colours(0).light).toEqual([68, 1, 84]);
  expect(colours(1).dark).toEqual([253, 231, 37]);
  expect([viridis(-3), viridis(9)]).toEqual([viridis(0), viridis(1)]);
  expect([null, Number.NaN].map((share) => viridis(share))).toEqual(['var(--muted)', 'var(--muted)']);
});

test.each(['light', 'dark'] as const)(
  'on a %s ground it grows brighter all the way and stands out by 3 : 1',
  (scheme) => {
    const shades = SHARES.map((share) => luminance(colours(share)[scheme]));
    expect(shades).toEqual([...shades].sort((a, b) => a - b));
    const ground = luminance(GROUNDS[scheme]) + 0.05;
    for (const shade of shades) {
      const own = shade + 0.05;
      expect(Math.max(own, ground) / Math.min(own, ground)).toBeGreaterThanOrEqual(3);
    }
  },
);
