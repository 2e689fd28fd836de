import type { Centre, Spread } from '../../shared/groups.ts';
import { isMetricAxis, type Smoothing, type XAxis } from '../../shared/series.ts';
import type { CardSettings } from '../charts/types.ts';
import { printSearch } from '../router/printSearch.ts';
import { type Brush, parseBrushes, printBrushes } from './brushes.ts';
import { parseCards, printCards } from './cardText.ts';
import { COMPARE_PARAMETERS, type CompareView, parseCompareView, printCompareView } from './compareView.ts';
import { parseSmoothing, printSmoothing } from './smoothingText.ts';
import { parseTableView, printTableView, TABLE_PARAMETERS, type TableView } from './tableView.ts';

/** Everything about a view that the address holds. Parameters that this version does not know survive in `rest`. */
export interface ViewState {
  /** Ids of runs with an eye; null is the default choice. */
  eyes: string[] | null;
  filter: string;
  metrics: string;
  x: XAxis;
  smoothing: Smoothing;
  zoom: [number, number] | null;
  logX: boolean;
  logY: boolean;
  outliers: boolean;
  /** What single charts have otherwise, by metric. */
  cards: ReadonlyMap<string, CardSettings>;
  /** Sections opened or closed against their default. */
  toggled: string[];
  pins: string[];
  /** The metric whose chart is in full screen. */
  full: string | null;
  /** Panels hidden or shown against their default: `rail`, `inspector`, `log`. */
  panels: string[];
  /** Columns whose values make groups of runs, in the table and in the charts. */
  group: string[];
  /** What stands for a group, and its band. */
  centre: Centre;
  spread: Spread;
  /** Runs that are marked for comparing, and the one that others are held against. */
  marks: string[];
  baseline: string | null;
  /** The column whose values colour the runs; null is each run's own colour. */
  color: string | null;
  /** Runs outside of any are out of the list and of the charts. */
  brushes: Brush[];
  table: TableView;
  compare: CompareView;
  rest: [string, string][];
}

const SPREADS: readonly Spread[] = ['std', 'stderr', 'ci95', 'minmax'];
const AXES: readonly XAxis[] = ['step', 'relative', 'wall', 'relstep'];
const KNOWN = new Set([
  'eyes',
  'eye',
  'f',
  'm',
  'x',
  's',
  'z',
  'log',
  'logx',
  'c',
  'fit',
  't',
  'pin',
  'full',
  'panel',
  'g',
  'mark',
  'base',
  'color',
  'b',
  'gc',
  'gs',
  ...TABLE_PARAMETERS,
  ...COMPARE_PARAMETERS,
]);

export function parseView(search: string): ViewState {
  const query = new URLSearchParams(search);
  const axis = query.get('x') as XAxis | null;
  return {
    eyes: query.has('eyes') ? query.getAll('eye') : null,
    filter: query.get('f') ?? '',
    metrics: query.get('m') ?? '',
    x: axis !== null && (AXES.includes(axis) || isMetricAxis(axis)) ? axis : 'step',
    smoothing: parseSmoothing(query.get('s') ?? ''),
    zoom: parseZoom(query.get('z') ?? ''),
    logX: query.get('logx') === '1',
    logY: query.get('log') === '1',
    outliers: query.get('fit') !== '0',
    cards: parseCards(query.getAll('c')),
    toggled: query.getAll('t'),
    pins: query.getAll('pin'),
    full: query.get('full') || null,
    panels: query.getAll('panel'),
    group: query.getAll('g'),
    centre: query.get('gc') === 'median' ? 'median' : 'mean',
    spread: SPREADS.find((one) => one === query.get('gs')) ?? 'std',
    marks: query.getAll('mark'),
    baseline: query.get('base') || null,
    color: query.get('color') || null,
    brushes: parseBrushes(query.getAll('b')),
    table: parseTableView(query),
    compare: parseCompareView(query),
    rest: [...query].filter(([name]) => !KNOWN.has(name)),
  };
}

/** The shortest address of a view: what is at its default is left out. Starts with "?" unless it is empty. */
export function printView(view: ViewState): string {
  const query = new URLSearchParams(view.rest);
  if (view.eyes !== null) {
    query.set('eyes', '');
    for (const id of view.eyes) query.append('eye', id);
  }
  if (view.filter !== '') query.set('f', view.filter);
  if (view.metrics !== '') query.set('m', view.metrics);
  if (view.x !== 'step') query.set('x', view.x);
  if (view.smoothing.kind !== 'none') query.set('s', printSmoothing(view.smoothing));
  if (view.zoom !== null) query.set('z', view.zoom.join(','));
  if (view.logX) query.set('logx', '1');
  if (view.logY) query.set('log', '1');
  if (!view.outliers) query.set('fit', '0');
  for (const text of printCards(view.cards)) query.append('c', text);
  for (const name of view.toggled) query.append('t', name);
  for (const name of view.pins) query.append('pin', name);
  if (view.full !== null) query.set('full', view.full);
  for (const name of view.panels) query.append('panel', name);
  for (const name of view.group) query.append('g', name);
  if (view.centre !== 'mean') query.set('gc', view.centre);
  if (view.spread !== 'std') query.set('gs', view.spread);
  for (const id of view.marks) query.append('mark', id);
  if (view.baseline !== null) query.set('base', view.baseline);
  if (view.color !== null) query.set('color', view.color);
  for (const text of printBrushes(view.brushes)) query.append('b', text);
  printTableView(view.table, query);
  printCompareView(view.compare, query);
  return printSearch(query);
}

function parseZoom(text: string): [number, number] | null {
  const parts = text.split(',').map(Number);
  const [from, to] = parts;
  return parts.length === 2 && Number.isFinite(from) && Number.isFinite(to) && (from as number) < (to as number)
    ? [from as number, to as number]
    : null;
}

/** The list with the name taken out or put in. */
export function toggle(list: readonly string[], name: string): string[] {
  return list.includes(name) ? list.filter((other) => other !== name) : [...list, name];
}
