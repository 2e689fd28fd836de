import { expect, test } from 'vitest';
import { ansiSpans } from '../../shared/ansi.ts';
import { ansiCss } from './ansiCss.ts';

const ESC = '\u001b';

const css = (line: string) => ansiCss(ansiSpans(line)[0]?.style ?? ({} as never));

test('colours of the palette are named, others given as they are', () => {
  expect(css(`${ESC}[31mx`)).toEqual({ color: 'var(--ansi-1)' });
  expect(css(`${ESC}[38;2;1;2;3;1mx`)).toEqual({ color: '#010203', fontWeight: 600 });
  expect(css('x')).toBe(undefined);
});

test('inverse swaps text and ground', () => {
  expect(css(`${ESC}[7mx`)).toEqual({ color: 'var(--bg)', backgroundColor: 'var(--text)' });
  expect(css(`${ESC}[7;31;42mx`)).toEqual({ color: 'var(--ansi-2)', backgroundColor: 'var(--ansi-1)' });
});
