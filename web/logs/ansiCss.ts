import type { CSSProperties } from 'react';
import { type AnsiColor, type AnsiStyle, PLAIN } from '../../shared/sgr.ts';

const cache = new WeakMap<AnsiStyle, CSSProperties>();

/** A terminal style as CSS; undefined for plain text. The palette's colours follow the theme (logs.css). */
export function ansiCss(style: AnsiStyle): CSSProperties | undefined {
  if (style === PLAIN) return undefined;
  let css = cache.get(style);
  if (css === undefined) {
    css = toCss(style);
    cache.set(style, css);
  }
  return css;
}

function toCss({ fg, bg, bold, dim, italic, underline, inverse, strike }: AnsiStyle): CSSProperties {
  const color = fg === null ? null : colorOf(fg);
  const ground = bg === null ? null : colorOf(bg);
  const css: CSSProperties = {};
  if (inverse) {
    css.color = ground ?? 'var(--bg)';
    css.backgroundColor = color ?? 'var(--text)';
  } else {
    if (color !== null) css.color = color;
    if (ground !== null) css.backgroundColor = ground;
    // Text in the page's own colour may vanish on a ground that the log chose.
    if (ground !== null && color === null) css.color = 'var(--ansi-on-ground)';
  }
  if (bold) css.fontWeight = 600;
  if (dim) css.opacity = 0.65;
  if (italic) css.fontStyle = 'italic';
  const lines = [underline && 'underline', strike && 'line-through'].filter(Boolean);
  if (lines.length > 0) css.textDecoration = lines.join(' ');
  return css;
}

function colorOf(color: AnsiColor): string {
  return typeof color === 'number' ? `var(--ansi-${color})` : color;
}
