/** A frame of a progress bar: which bar, and how far it is. */
export interface ProgressBar {
  id: string;
  count: number;
}

/** A frame longer than this is no bar: bars fit a terminal. Keeps every expression below cheap on any input. */
const MOST_FRAME = 2_000;

const NUMBER = String.raw`\d[\d,]*(?:\.\d+)?[kKMGTPEZY]?`;
const FILL = '█▉▊▋▌▍▎▏░▒▓#';

/** How the details of a bar begin: `[00:12<00:15` with a total, `[00:12, ` without. */
const DETAILS = /\[\d+:\d\d(?::\d\d)?(?:<(?:\?|\d+(?: days?, \d+)?:\d\d(?::\d\d)?)|, )/;
/** What stands right before them: `45/100 `, `1.2M/? `; without a total `45it `, `12 batch `. */
const OF_TOTAL = new RegExp(String.raw`(?<![\d.])(${NUMBER})[^\s/]{0,8}/(${NUMBER}|\?)[^\s/]{0,8} $`);
const OF_UNIT = new RegExp(String.raw`(?<![\d.])(${NUMBER})( ?[^\s\d[\]/,:][^\d[\]/,:]{0,23}) $`);
/** The rate in the details: `3.45it/s`, `?it/s`, ` 4.10s/it`. */
const RATE = /^ *(?:\?|\d[\d.,]*)([^\d[\],/]*)\/([^[\],]*)/;

/** A bar whose end the terminal's width has cut off, or whose format has no details: ` 45%|████▌`, ` 45%|██ | 45/100`. */
const BARE = new RegExp(
  String.raw`\d{1,3}%\|[${FILL} \d]*(?:\|\s*(?:(${NUMBER})(?:/(${NUMBER}|\?)?)?)?)?(?: \[[\d:<?]*)?$`,
);
/** Something is drawn, or the bar is closed on both sides. */
const DRAWN = new RegExp(String.raw`[${FILL}]|\|.*\|`);
/** Keras: `45/100 [=====>....] - ETA: 3s - loss: 0.4`, `45/100 ━━━━━━━━━━ 1s 3ms/step - loss: 0.4`. */
const KERAS = /(?<![\d.])(\d+)\/(\d+|Unknown) (?:\[[=>.]{5,}\] - (?:ETA: |\d+m?s)|[━╸╺]{5,} \d+(?:m?s|:\d\d) )/;
/** rich, pip, Lightning's rich bar: a rule of at least five, then how far it is, then a clock. */
const RICH = /[━╸╺]{5,}\s+(?:(\d{1,3})%|(\d[\d.,]*)\/(\d[\d.,]*|--))(?=.*(?:\d+:\d\d|-:--:--))/;

/** The last bar of a frame (no escape sequences in it); null when the frame holds anything besides a bar. */
export function progressBar(text: string): ProgressBar | null {
  if (text.length > MOST_FRAME) return null;
  const frame = text.trimEnd();
  return bracketedBar(frame) ?? openBar(frame);
}

/** Bars whose details stand in brackets. What follows the closing bracket must be nothing, or more of the same bar. */
function bracketedBar(frame: string): ProgressBar | null {
  const details = DETAILS.exec(frame);
  if (details === null) return null;
  const head = frame.slice(0, details.index);
  const inside = details.index + details[0].length;
  const own = details[0].includes('<') ? barOfTotal(head) : barOfUnit(head, frame.slice(inside));
  if (own === null) return null;
  const rest = afterBracket(frame, inside);
  if (rest.trim() === '') return own;
  const next = progressBar(rest);
  return next?.id === own.id ? next : null;
}

/** ` 45%|████▌ | 45/100 ` with any characters in the bar; `|    | 0/? ` without percentage; `45% 45/100 ` without bar. */
function barOfTotal(head: string): ProgressBar | null {
  const counts = OF_TOTAL.exec(head.slice(-48));
  if (counts === null) return null;
  let name = head.slice(0, head.length - counts[0].length).trimEnd();
  if (name.endsWith('|')) name = name.slice(0, Math.max(0, name.lastIndexOf('|', name.length - 2)));
  return bar(name.replace(/\d{1,3}(?:\.\d+)?%$/, ''), counts[2] ?? '', counts[1]);
}

/** `45it [00:12, 3.4it/s`, `12 batch [00:01, ? batch/s`, `3it [00:12, 4.10s/it`: the unit must come back in the rate. */
function barOfUnit(head: string, details: string): ProgressBar | null {
  const rate = RATE.exec(details.slice(0, 80));
  const count = OF_UNIT.exec(head.slice(-64));
  if (rate === null || count === null) return null;
  const [, over = '', under = ''] = rate.map((part) => part.trim());
  // A scale belongs to the number, and may differ between count and rate: `1.20kit`, `980it/s`.
  const unit = (count[2] ?? '').trim();
  const same = under === 's' ? over === unit || over.slice(1) === unit : over === 's' && under === unit;
  return same ? bar(head.slice(0, head.length - count[0].length), `? ${unit}`, count[1]) : null;
}

/** What stands behind the bracket that closes the details; "" when it was cut off by the terminal's width. */
function afterBracket(frame: string, start: number): string {
  let depth = 1;
  for (let i = start; i < frame.length; i++) {
    if (frame[i] === '[') depth++;
    else if (frame[i] === ']' && --depth === 0) return frame.slice(i + 1);
  }
  return '';
}

/** Bars without brackets that would close them. */
function openBar(frame: string): ProgressBar | null {
  const bare = frame.includes('%|') ? BARE.exec(frame) : null;
  if (bare !== null && DRAWN.test(bare[0])) {
    return bar(frame.slice(0, bare.index), bare[2] ?? '', bare[1] ?? /\d+/.exec(bare[0])?.[0]);
  }
  if (!/[━╸╺]|\[[=>.]/.test(frame)) return null;
  const keras = KERAS.exec(frame);
  if (keras !== null) return bar(frame.slice(0, keras.index), keras[2] ?? '', keras[1]);
  const rich = RICH.exec(frame);
  return rich === null ? null : bar(frame.slice(0, rich.index), rich[3] ?? '%', rich[1] ?? rich[2]);
}

/** Times that logging puts before a line; no part of a bar's name. */
const STAMP = /^\s*\[?(?:\d{4}-\d\d-\d\d[T ])?\d\d:\d\d:\d\d(?:[.,]\d+)?\]?\s*(?:\|\s*)?/;
const DECIMAL = /-?\d+\.\d+(?:e[+-]?\d+)?|-?\d+e[+-]?\d+|\bnan\b|-?\binf\b/gi;

/**
 * A bar is known by its description and its total. Decimals in the description are masked (`loss 0.3412` changes with each
 * frame), whole numbers are not (`epoch 3`, `rank 1` are bars of their own).
 */
function bar(description: string, total: string, count: string | undefined): ProgressBar {
  const name = description.replace(STAMP, '').replace(DECIMAL, '#').trim();
  return { id: `${name}|${total}`, count: parseCount(count ?? '0') };
}

const SCALES = 'kMGTPEZY';

function parseCount(text: string): number {
  const scale = SCALES.indexOf(text.at(-1)?.replace('K', 'k') ?? '') + 1;
  const number = Number.parseFloat(text.replaceAll(',', ''));
  return scale === 0 ? number : number * 1000 ** scale;
}
