/** 0 … 15: the palette of the reader (normal, then bright); a text: `#rrggbb`. */
export type AnsiColor = number | string;

export interface AnsiStyle {
  readonly fg: AnsiColor | null;
  readonly bg: AnsiColor | null;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
  readonly strike: boolean;
}

export const PLAIN: AnsiStyle = Object.freeze({
  fg: null,
  bg: null,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  inverse: false,
  strike: false,
});

const MOST_PARAMETERS = 32;

const SWITCHES = new Map<number, Partial<AnsiStyle>>([
  [1, { bold: true }],
  [2, { dim: true }],
  [3, { italic: true }],
  [4, { underline: true }],
  [7, { inverse: true }],
  [9, { strike: true }],
  [21, { underline: true }],
  [22, { bold: false, dim: false }],
  [23, { italic: false }],
  [24, { underline: false }],
  [27, { inverse: false }],
  [29, { strike: false }],
  [39, { fg: null }],
  [49, { bg: null }],
]);

/**
 * The style after `ESC [ parameters m`. Unknown parameters are skipped; with a private prefix (`?`, `>`) the sequence is
 * no colour and changes nothing. Both ways of writing 256 and true colours are known: `38;2;r;g;b` and `38:2::r:g:b`.
 */
export function applySgr(style: AnsiStyle, parameters: string): AnsiStyle {
  if (!/^[\d;:]*$/.test(parameters)) return style;
  const groups = parameters.split(';', MOST_PARAMETERS).map((group) => group.split(':').map(Number));
  let next = style;
  for (let i = 0; i < groups.length; i++) {
    const group = groups[i] ?? [0];
    const code = group[0] ?? 0;
    if (code !== 38 && code !== 48) {
      next = applyCode(next, code, group[1]);
      continue;
    }
    const parts = group.length > 1 ? group.slice(1) : groups.slice(i + 1, i + 5).map((one) => one[0] ?? 0);
    if (group.length === 1) i += parts[0] === 2 ? 4 : 2;
    const color = extendedColor(parts);
    if (color !== null) next = { ...next, [code === 38 ? 'fg' : 'bg']: color };
  }
  return next;
}

function applyCode(style: AnsiStyle, code: number, detail: number | undefined): AnsiStyle {
  if (code === 0) return PLAIN;
  if (code === 4 && detail === 0) return { ...style, underline: false };
  const change = SWITCHES.get(code);
  if (change !== undefined) return { ...style, ...change };
  if (code >= 30 && code <= 37) return { ...style, fg: code - 30 };
  if (code >= 40 && code <= 47) return { ...style, bg: code - 40 };
  if (code >= 90 && code <= 97) return { ...style, fg: code - 90 + 8 };
  if (code >= 100 && code <= 107) return { ...style, bg: code - 100 + 8 };
  return style;
}

/** What follows 38 or 48: `5, index` or `2, [colour space,] r, g, b`. */
function extendedColor(parts: readonly number[]): AnsiColor | null {
  if (parts[0] === 5) return paletteColor(parts[1] ?? -1);
  if (parts[0] !== 2) return null;
  const [r = -1, g = -1, b = -1] = parts.length >= 5 ? parts.slice(2, 5) : parts.slice(1, 4);
  return [r, g, b].every(isByte) ? hex(r, g, b) : null;
}

/** One of xterm's 256 colours. */
function paletteColor(index: number): AnsiColor | null {
  if (!isByte(index)) return null;
  if (index < 16) return index;
  if (index >= 232) return hex(8 + (index - 232) * 10, 8 + (index - 232) * 10, 8 + (index - 232) * 10);
  const cube = index - 16;
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40);
  return hex(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6));
}

function isByte(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 255;
}

function hex(r: number, g: number, b: number): string {
  return `#${[r, g, b].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
