import type { Glob } from './glob.ts';

/** A query is a list of terms, all of which must hold. */
export type Term =
  /** Text anywhere in a row: each word for itself, or (as Dioptra has it) the words in their order within one field. */
  | { kind: 'text'; words: Glob[] }
  | { kind: 'field'; field: string; glob: Glob; position: number }
  | { kind: 'compare'; field: string; operator: Operator; value: string; position: number };

export type Operator = '<' | '<=' | '>' | '>=' | '=' | '!=';

export interface QueryError {
  /** Index into the query of what cannot be read. */
  position: number;
  reason: string;
}

export type ParsedQuery = { ok: true; terms: Term[] } | { ok: false; error: QueryError };

const ESCAPES = new Set(['\\', '?', '*', '"', "'", 'n', ':', ',']);
const COMPARE = /^([A-Za-z_][\w./-]*)\s*(<=|>=|!=|<|>|=)\s*(.*)$/s;

class Unreadable extends Error {
  readonly error: QueryError;

  constructor(position: number, reason: string) {
    super(reason);
    this.error = { position, reason };
  }
}

/**
 * `field:value` or plain text, terms parted by commas, `*` and `?` as wildcards, quotes around what holds spaces, and
 * `\` before a sign that is meant as it is: the language of Dioptra's search (its documentation is in docs/compatibility.md).
 *
 * @param extended also comparisons (`config.lr < 1e-3`), dots and dashes in names and plain text; Dioptra's own routes refuse those.
 */
export function parseQuery(text: string, extended: boolean): ParsedQuery {
  try {
    const terms = splitTerms(text).flatMap(({ from, to }) => parseTerm(text, from, to, extended));
    return { ok: true, terms };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, error: error.error };
    throw error;
  }
}

/** Where each term stands: commas within quotes or behind `\` part nothing. */
function splitTerms(text: string): { from: number; to: number }[] {
  if (text.trim() === '') return [];
  const spans: { from: number; to: number }[] = [];
  let from = 0;
  let quote: { sign: string; at: number } | null = null;
  for (let i = 0; i < text.length; i++) {
    const sign = text[i] as string;
    if (sign === '\\') i++;
    else if (quote !== null) {
      if (sign === quote.sign) quote = null;
    } else if ((sign === '"' || sign === "'") && /(^|[:=<>])\s*$/.test(text.slice(from, i))) quote = { sign, at: i };
    else if (sign === ',') {
      spans.push({ from, to: i });
      from = i + 1;
    }
  }
  if (quote !== null) throw new Unreadable(quote.at, 'the quote is not closed');
  spans.push({ from, to: text.length });
  return spans;
}

function parseTerm(text: string, from: number, to: number, extended: boolean): Term[] {
  const raw = text.slice(from, to);
  const begin = from + (raw.length - raw.trimStart().length);
  const term = raw.trim();
  if (term === '') {
    if (extended) return [];
    throw new Unreadable(from, 'a term is missing');
  }
  const compare = extended && !/^["']/.test(term) ? COMPARE.exec(term) : null;
  if (compare !== null && !term.slice(0, compare[1]?.length ?? 0).includes(':'))
    return [comparison(compare, term, begin)];
  const colon = colonOf(term);
  if (colon < 0) return [{ kind: 'text', words: freeWords(term, begin, extended) }];
  const field = term.slice(0, colon).trim();
  if (!(extended ? /^[A-Za-z_][\w./-]*$/ : /^[A-Za-z_]+$/).test(field))
    throw new Unreadable(begin, `"${field}" is no name of a field`);
  const value = term.slice(colon + 1).trim();
  const at = begin + colon + 1 + (term.slice(colon + 1).length - term.slice(colon + 1).trimStart().length);
  if (value === '') throw new Unreadable(at, `a value for ${field} is missing`);
  const isQuoted = /^["']/.test(value);
  if (!isQuoted && /\s/.test(value)) throw new Unreadable(at, 'a value with spaces stands in quotes');
  const glob = isQuoted ? quoted(value, at) : plain(value, at, extended);
  return [{ kind: 'field', field, glob, position: begin }];
}

function comparison(found: RegExpExecArray, term: string, begin: number): Term {
  const [, field = '', operator = '=', right = ''] = found;
  const at = begin + term.length - right.length;
  if (right === '') throw new Unreadable(at, `a value for ${field} is missing`);
  const value = /^["']/.test(right) ? textOf(quoted(right, at)) : right;
  return { kind: 'compare', field, operator: operator as Operator, value, position: begin };
}

/** The first colon that is neither quoted nor escaped, or -1. */
function colonOf(term: string): number {
  if (/^["']/.test(term)) return -1;
  for (let i = 0; i < term.length; i++) {
    if (term[i] === '\\') i++;
    else if (term[i] === ':') return i;
  }
  return -1;
}

function freeWords(term: string, begin: number, extended: boolean): Glob[] {
  if (/^["']/.test(term)) return [quoted(term, begin)];
  const words: Glob[] = [];
  for (const { 0: word, index } of term.matchAll(/(?:\\.|\S)+/gs)) words.push(plain(word, begin + index, extended));
  return words;
}

/** An unquoted value: letters, digits, "_", wildcards and escapes; extended also any other sign but quotes. */
function plain(text: string, begin: number, extended: boolean): Glob {
  return globOf(text, begin, (sign) => (extended ? !/["']/.test(sign) : /[A-Za-z0-9_]/.test(sign)));
}

function quoted(text: string, begin: number): Glob {
  const sign = text[0] as string;
  let end = 1;
  while (end < text.length && text[end] !== sign) end += text[end] === '\\' ? 2 : 1;
  if (end !== text.length - 1)
    throw new Unreadable(begin + Math.min(end + 1, text.length), 'nothing may follow a quote');
  return globOf(text.slice(1, -1), begin + 1, () => true);
}

function globOf(text: string, begin: number, allows: (sign: string) => boolean): Glob {
  const glob: (string | null | true)[] = [];
  const signs = [...text];
  let at = begin;
  for (let i = 0; i < signs.length; i++) {
    const sign = signs[i] as string;
    if (sign === '*') glob.push(true);
    else if (sign === '?') glob.push(null);
    else if (sign === '\\') {
      const next = signs[++i] ?? '';
      if (!ESCAPES.has(next)) throw new Unreadable(at, `\\${next} means nothing`);
      glob.push(next === 'n' ? '\n' : next);
      at++;
    } else if (allows(sign)) glob.push(...sign.toLowerCase());
    else throw new Unreadable(at, `"${sign}" may only stand in quotes`);
    at += sign.length;
  }
  return glob;
}

function textOf(glob: Glob): string {
  return glob.map((part) => (part === true ? '*' : part === null ? '?' : part)).join('');
}
