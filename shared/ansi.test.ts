import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ansiSpans, plainText } from './ansi.ts';
import { type AnsiStyle, PLAIN } from './sgr.ts';

const ESC = '\u001b';
const BEL = '\u0007';

/** Spans as [text, what differs from plain]. */
function styled(line: string): [string, Partial<AnsiStyle>][] {
  return ansiSpans(line).map(({ text, style }) => {
    const keys = (Object.keys(style) as (keyof AnsiStyle)[]).filter((key) => style[key] !== PLAIN[key]);
    return [text, Object.fromEntries(keys.map((key) => [key, style[key]]))];
  });
}

const STYLES: [name: string, parameters: string, style: Partial<AnsiStyle>][] = [
  ['red', '31', { fg: 1 }],
  ['bright green on blue', '92;44', { fg: 10, bg: 4 }],
  ['bright background', '103', { bg: 11 }],
  [
    'bold, dim, italic, underline, inverse, strike',
    '1;2;3;4;7;9',
    { bold: true, dim: true, italic: true, underline: true, inverse: true, strike: true },
  ],
  ['bold and dim off', '1;2;22', {}],
  ['each off again', '3;4;7;9;31;41;23;24;27;29;39;49', {}],
  ['reset by nothing', '31;', {}],
  ['palette entry of the 256', '38;5;9', { fg: 9 }],
  ['cube of the 256', '38;5;208', { fg: '#ff8700' }],
  ['grey of the 256', '48;5;240', { bg: '#585858' }],
  ['true colour', '38;2;1;22;255', { fg: '#0116ff' }],
  ['true colour, then bold', '38;2;1;22;255;1', { fg: '#0116ff', bold: true }],
  ['true colour with colons', '38:2::1:22:255', { fg: '#0116ff' }],
  ['true colour with colons, no colour space', '48:2:1:22:255', { bg: '#0116ff' }],
  ['256 with colons', '38:5:208;1', { fg: '#ff8700', bold: true }],
  ['curly underline', '4:3', { underline: true }],
  ['underline off with a colon', '4;4:0', {}],
  ['out of range', '38;5;999', {}],
  ['cut short', '38;2;1', {}],
  ['unknown', '73;31', { fg: 1 }],
  ['private', '>4;2', {}],
];

test.each(STYLES)('%s', (_name, parameters, style) => {
  expect(styled(`${ESC}[${parameters}mtext`)).toEqual([['text', style]]);
});

test('a reset ends a colour, and equal styles make one span', () => {
  expect(styled(`a${ESC}[33mb${ESC}[33mc${ESC}[0md${ESC}[me`)).toEqual([
    ['a', {}],
    ['bc', { fg: 3 }],
    ['de', {}],
  ]);
});

const RENDERED: [name: string, line: string, text: string][] = [
  ['plain text', 'step 1 loss=0.3', 'step 1 loss=0.3'],
  ['nothing', '', ''],
  ['a tab', 'a\tb', 'a\tb'],
  ['other languages and emoji', '数据集 naïve Größe ✅', '数据集 naïve Größe ✅'],
  ['a link keeps its text only', `${ESC}]8;;javascript:alert(1)${ESC}\\click${ESC}]8;;${ESC}\\ me`, 'click me'],
  ['a clipboard write', `a${ESC}]52;c;ZXZpbA==${BEL}b`, 'ab'],
  ['a title', `${ESC}]0;title${BEL}text`, 'text'],
  ['a device control string', `${ESC}P1;2|evil${ESC}\\text`, 'text'],
  ['a string sequence without an end', `${ESC}]0;title`, '0;title'],
  ['cursor moves', `a${ESC}[2Cb${ESC}[10;20Hc${ESC}[?25ld`, 'abcd'],
  ['character sets', `${ESC}(Ba${ESC}=b`, 'ab'],
  ['a lone escape', `a${ESC}`, 'a'],
  ['an escape before other letters', `${ESC}[31`, '31'],
  ['the last of several frames', ' 1%|a\r 2%|b\r 3%|c', ' 3%|c'],
  ['a frame that ends in a carriage return', 'text\r', 'text'],
  ['a frame wiped by spaces', 'text\r    \r', '    '],
  ['a frame wiped by an erase', `text\r${ESC}[K`, ''],
  ['an erase of the whole line', `text${ESC}[2Kmore`, 'more'],
  ['an erase to the right of nothing', `text${ESC}[K`, 'text'],
  ['rows of nested bars', `inner 1\rinner 2${ESC}[A\router 1\router 2`, 'inner 2  outer 2'],
  ['only a cursor-up', `${ESC}[A`, ''],
  ['control characters become pictures', 'a\u0000b\u0007c\u007fd', 'a␀b␇c␡d'],
  ['C1 controls', 'a\u009b31mb\u0085c', 'a�31mb�c'],
  ['direction controls', 'user\u202etxt.exe\u2066\u200f', 'user�txt.exe��'],
  ['line separators', 'a\u2028b\u2029c', 'a�b�c'],
  ['a byte order mark', '\ufefftext', 'text'],
];

describe('a line is shown as', () => {
  test.each(RENDERED)('%s', (_name, line, text) => {
    expect(plainText(line)).toBe(text);
  });
});

test('the colour of an overwritten frame goes on in the next one, as in a terminal', () => {
  expect(styled(`${ESC}[31mold\rnew`)).toEqual([['new', { fg: 1 }]]);
});

test('a megabyte of colour changes gives a bounded number of spans and loses no text', () => {
  let line = '';
  for (let i = 0; line.length < 1_000_000; i++) line += `${ESC}[3${i % 8}mx`;
  const spans = ansiSpans(line);
  expect(spans.length).toBeLessThanOrEqual(1_000);
  expect(plainText(line).length).toBe(line.split('x').length - 1);
  const nested = `${ESC}[31ma${ESC}[Ab`.repeat(20_000);
  expect(ansiSpans(nested).length).toBeLessThanOrEqual(1_003);
  expect(plainText(nested).replaceAll(' ', '').length).toBe(40_000);
});

test('no control character of any input reaches the page', () => {
  const piece = fc.oneof(
    fc.constantFrom(ESC, `${ESC}[`, `${ESC}]`, '\r', '\b', '\u202e', '\u009d', ';', 'm', 'A', 'K', '8', BEL, 'text'),
    fc.string({ unit: 'binary', maxLength: 3 }),
  );
  const property = fc.property(fc.array(piece), (pieces) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: looks for exactly these.
    expect(plainText(pieces.join(''))).not.toMatch(/[\x00-\x08\x0a-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
  });
  fc.assert(property, { numRuns: 500 });
});
