export interface MetricMatcher {
  matches: (name: string) => boolean;
  /** Why the filter cannot be read, or null. Then everything matches. */
  problem: string | null;
}

/** What only a regular expression has: words and "*" are read otherwise. */
const REGEX = /[|^$()[\]\\+?]/;

/**
 * Reads a filter of metrics. Words must all be in the name, `*` stands for anything; between slashes, or with any of
 * `| ^ $ ( ) [ ] \ + ?`, the filter is a regular expression that must match somewhere. Case does not count.
 */
export function metricMatcher(filter: string): MetricMatcher {
  const text = filter.trim();
  const pattern = /^\/(.+)\/$/.exec(text)?.[1] ?? (REGEX.test(text) ? text : null);
  if (pattern === null) return { matches: wordMatcher(text), problem: null };
  try {
    const regex = new RegExp(pattern, 'iu');
    return { matches: (name) => regex.test(name), problem: null };
  } catch (error) {
    return { matches: () => true, problem: `Not a regular expression: ${reason(error, pattern)}` };
  }
}

function wordMatcher(filter: string): (name: string) => boolean {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => word.split('*'));
  return (name) => {
    const text = name.toLowerCase();
    return words.every((pieces) => holds(text, pieces));
  };
}

function holds(text: string, pieces: string[]): boolean {
  let at = 0;
  for (const piece of pieces) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return true;
}

/** The engine's sentence without the expression, which stands in the box above it. */
function reason(error: unknown, pattern: string): string {
  return String(error instanceof Error ? error.message : error)
    .replace('Invalid regular expression: ', '')
    .replace(`/${pattern}/iu: `, '');
}
