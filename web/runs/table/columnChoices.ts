import { STATISTICS } from '../../../shared/values.ts';
import { type ColumnFacts, columnOf, FIELD_COLUMNS } from '../columns.ts';

/** Columns that can be shown, under the head that they stand under. */
export interface ColumnChoices {
  head: string;
  choices: { name: string; title: string; detail: string }[];
  /** Choices that match and are not listed. */
  more: number;
}

const MOST = 60;
/** What people ask of a metric first. */
const SHOWN_STATISTICS = STATISTICS.filter((name) => ['last', 'min', 'max', 'mean'].includes(name));

/** Every column whose name holds all words, those that vary first. `metrics` are names of metrics. */
export function columnChoices(facts: ColumnFacts, metrics: readonly string[], search: string): ColumnChoices[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (text: string): boolean => words.every((word) => text.toLowerCase().includes(word));
  const section = (head: string, names: Iterable<string>, detailOf: (name: string) => string): ColumnChoices => {
    const found: string[] = [];
    let more = 0;
    for (const name of names) {
      if (!matches(`${head} ${name} ${columnOf(name, facts, []).title}`)) continue;
      if (found.length < MOST) found.push(name);
      else more++;
    }
    return {
      head,
      choices: found.map((name) => ({ name, title: columnOf(name, facts, []).title, detail: detailOf(name) })),
      more,
    };
  };
  const keyed = (place: 'config' | 'summary', head: string): ColumnChoices =>
    section(
      head,
      [...facts[place].keys()].map((key) => `${place}.${key}`),
      (name) => {
        const { distinct = 1 } = facts[place].get(name.slice(place.length + 1)) ?? {};
        return distinct > 1 ? `${distinct} values` : 'same in all';
      },
    );
  return [
    section('Run', FIELD_COLUMNS, () => ''),
    keyed('config', 'Config'),
    section(
      'Metrics',
      metrics.flatMap((metric) => SHOWN_STATISTICS.map((statistic) => `${statistic}:${metric}`)),
      () => '',
    ),
    keyed('summary', 'Summary'),
  ].filter(({ choices }) => choices.length > 0);
}

/** Columns that make sense as groups: what has few values, those that vary first. */
export function groupChoices(facts: ColumnFacts): string[] {
  const keyed = (place: 'config' | 'summary'): string[] =>
    [...facts[place]]
      .filter(([, { distinct, numeric }]) => distinct > 1 && (place === 'config' || !numeric))
      .map(([key]) => `${place}.${key}`);
  return [...keyed('config'), 'status', 'tags', 'experiment', 'path', ...keyed('summary')];
}
