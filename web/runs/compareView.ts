/** The compare page's part of a view. Columns are named as in the run table. */
export interface CompareView {
  /** Axes of the parallel coordinates as `printAxis` writes them; null shows what varies. */
  axes: string[] | null;
  /** Columns of the scatter; null is a choice of the page. */
  scatterX: string | null;
  scatterY: string | null;
  /** What is held against each other on the left. */
  panel: ComparePanel;
  /** Statistic of the metric table. */
  statistic: string;
  /** Identical rows are shown, too. */
  identical: boolean;
  /** Globs of keys that are left out; null is an address that says nothing of them yet. */
  ignore: string[] | null;
}

export const COMPARE_PANELS = ['config', 'metrics', 'summary', 'meta', 'code'] as const;
export type ComparePanel = (typeof COMPARE_PANELS)[number];

export const COMPARE_PARAMETERS = ['axes', 'ax', 'sx', 'sy', 'cp', 'stat', 'same', 'ig'] as const;
const STATISTIC = 'last';

export function parseCompareView(query: URLSearchParams): CompareView {
  const panel = query.get('cp');
  return {
    axes: query.has('axes') ? query.getAll('ax') : null,
    scatterX: query.get('sx') || null,
    scatterY: query.get('sy') || null,
    panel: COMPARE_PANELS.find((one) => one === panel) ?? 'config',
    statistic: query.get('stat') || STATISTIC,
    identical: query.get('same') === '1',
    ignore: query.has('ig') ? query.getAll('ig').filter((glob) => glob !== '') : null,
  };
}

/** Puts what is not at its default into the address. */
export function printCompareView(compare: CompareView, query: URLSearchParams): void {
  if (compare.axes !== null) {
    query.set('axes', '');
    for (const axis of compare.axes) query.append('ax', axis);
  }
  if (compare.scatterX !== null) query.set('sx', compare.scatterX);
  if (compare.scatterY !== null) query.set('sy', compare.scatterY);
  if (compare.panel !== 'config') query.set('cp', compare.panel);
  if (compare.statistic !== STATISTIC) query.set('stat', compare.statistic);
  if (compare.identical) query.set('same', '1');
  if (compare.ignore !== null) {
    const globs = compare.ignore.length === 0 ? [''] : compare.ignore;
    for (const glob of globs) query.append('ig', glob);
  }
}
