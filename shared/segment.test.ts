import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { segment } from './segment.ts';

const golden = JSON.parse(readFileSync(new URL('./fixtures/golden/folders.json', import.meta.url), 'utf8')) as {
  segments: { name: string; segment: string }[];
};

test.each(golden.segments)('a folder for $name is named as the clients name it', ({ name, segment: wanted }) => {
  expect(segment(name)).toBe(wanted);
});
