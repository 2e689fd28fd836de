/** What may be put into a query in the place of [from, to). */
export interface Completion {
  from: number;
  to: number;
  options: CompletionOption[];
}

export interface CompletionOption {
  insert: string;
  label: string;
  /** What it is: a field, or how many runs have the value. */
  detail: string;
}

export interface CompletionFacts {
  /** Names of fields and whether their values are numbers; the more telling first. */
  fields: readonly { name: string; numeric: boolean }[];
  /** Values of a field, each with the number of its runs, most first. */
  valuesOf(field: string): readonly { text: string; runs: number }[];
}

const MOST = 12;
const OPERATORS = ['<', '<=', '>', '>=', '=', '!='];
const NONE: Completion = { from: 0, to: 0, options: [] };

/** What can stand where the caret is: a field's name, an operator behind it, or one of its values. */
export function completeQuery(query: string, caret: number, facts: CompletionFacts): Completion {
  const begin = termStart(query, caret);
  const term = query.slice(begin, caret);
  const at = begin + (term.length - term.trimStart().length);
  const typed = query.slice(at, caret);
  const valued = /^([A-Za-z_][\w./-]*)\s*(:|<=|>=|!=|<|>|=)\s*(.*)$/s.exec(typed);
  if (valued !== null) return values(valued, caret, facts);
  const operated = /^([A-Za-z_][\w./-]*)\s+$/.exec(typed);
  if (operated !== null && facts.fields.some(({ name }) => name === operated[1])) {
    const options = OPERATORS.map((sign) => ({ insert: `${sign} `, label: sign, detail: 'operator' }));
    return { from: caret, to: caret, options };
  }
  if (!/^[\w./-]*$/.test(typed)) return NONE;
  const options = ranked(facts.fields, typed, ({ name }) => name).map(({ name, numeric }) => ({
    insert: numeric ? `${name} ` : `${name}:`,
    label: name,
    detail: numeric ? 'number' : 'text',
  }));
  return { from: at, to: caret, options };
}

function values([, field = '', , typed = '']: RegExpExecArray, caret: number, facts: CompletionFacts): Completion {
  const bare = typed.replace(/^["']/, '');
  const options = ranked(facts.valuesOf(field), bare, ({ text }) => text).map(({ text, runs }) => ({
    insert: quoteValue(text),
    label: text,
    detail: runs === 1 ? '1 run' : `${runs} runs`,
  }));
  return { from: caret - typed.length, to: caret, options };
}

/** Those that hold what was typed: at their start first, then at the start of a word, then anywhere. */
function ranked<T>(items: readonly T[], typed: string, textOf: (item: T) => string): T[] {
  const wanted = typed.toLowerCase();
  const rank = (text: string): number => {
    const whole = text.toLowerCase();
    if (whole.startsWith(wanted)) return 0;
    for (let at = whole.indexOf(wanted); at > 0; at = whole.indexOf(wanted, at + 1))
      if (/[\s./_-]/.test(whole[at - 1] as string)) return 1;
    return whole.includes(wanted) ? 2 : 3;
  };
  return items
    .map((item) => ({ item, at: rank(textOf(item)) }))
    .filter(({ item, at }) => at < 3 && textOf(item) !== typed)
    .sort((a, b) => a.at - b.at)
    .slice(0, MOST)
    .map(({ item }) => item);
}

/** Where the term that holds the caret begins: behind the last comma that parts terms. */
function termStart(query: string, caret: number): number {
  let begin = 0;
  let quote = '';
  for (let i = 0; i < caret; i++) {
    const sign = query[i] as string;
    if (sign === '\\') i++;
    else if (quote !== '') quote = sign === quote ? '' : quote;
    else if ((sign === '"' || sign === "'") && /(^|[:=<>])\s*$/.test(query.slice(begin, i))) quote = sign;
    else if (sign === ',') begin = i + 1;
  }
  return begin;
}

/** The text as a value of the query language: in quotes where it holds more than letters and digits. */
export function quoteValue(text: string): string {
  if (/^[\w.+-]+$/.test(text)) return text;
  return `"${text.replace(/[\\"*?]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}
