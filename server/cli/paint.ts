import { styleText } from 'node:util';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';
export type Paint = (style: Style, text: string) => string;

/** Colours for a terminal that shows them; text as it is elsewhere, and where NO_COLOR is set (no-color.org). */
export function paintFor(terminal: boolean, env: NodeJS.ProcessEnv): Paint {
  if (!terminal || (env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb') return (_, text) => text;
  return (style, text) => (text === '' ? '' : styleText(style, text));
}

const STATUS_STYLE: ReadonlyMap<string, Style> = new Map([
  ['running', 'cyan'],
  ['finished', 'green'],
  ['failed', 'red'],
  ['crashed', 'red'],
  ['interrupted', 'yellow'],
]);

export function paintStatus(paint: Paint, status: string): string {
  const style = STATUS_STYLE.get(status.trim());
  return style === undefined ? status : paint(style, status);
}
