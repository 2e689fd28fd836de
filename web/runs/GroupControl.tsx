import { useMemo } from 'react';
import type { Centre, Spread } from '../../shared/groups.ts';
import { allButSeed, type ColumnFacts } from './columns.ts';
import type { ViewState } from './viewState.ts';

interface GroupControlProps {
  facts: ColumnFacts;
  view: ViewState;
  onView: (change: Partial<ViewState>) => void;
}

const SPREADS: Record<Spread, string> = {
  std: '± std',
  stderr: '± stderr',
  ci95: '95 % interval',
  minmax: 'min to max',
};
const MOST = 60;

/** Which runs are one line, what stands for them, and how they are coloured. */
export function GroupControl({ facts, view, onView }: GroupControlProps) {
  const { group, color, centre, spread } = view;
  const seedless = useMemo(() => allButSeed(facts), [facts]);
  const keys = useMemo(
    () =>
      [...facts.config]
        .filter(([, { distinct }]) => distinct > 1)
        .map(([key]) => `config.${key}`)
        .slice(0, MOST),
    [facts],
  );
  const known = [seedless, ...keys.map((key) => [key])].some((columns) => same(columns, group));
  return (
    <>
      <select
        id="group-by"
        className="tool-select"
        aria-label="Group runs"
        title="Runs that share these values are one line (g)"
        value={JSON.stringify(group)}
        onChange={(event) => onView({ group: JSON.parse(event.target.value) as string[] })}
      >
        <option value="[]">No groups</option>
        {seedless.length > 0 && <option value={JSON.stringify(seedless)}>By all but seed</option>}
        {!known && group.length > 0 && (
          <option value={JSON.stringify(group)}>By {group.map(shortName).join(', ')}</option>
        )}
        {keys.map((key) => (
          <option key={key} value={JSON.stringify([key])}>
            By {shortName(key)}
          </option>
        ))}
      </select>
      {group.length > 0 && (
        <>
          <select
            className="tool-select"
            aria-label="What stands for a group"
            value={centre}
            onChange={(event) => onView({ centre: event.target.value as Centre })}
          >
            <option value="mean">Mean</option>
            <option value="median">Median</option>
          </select>
          <select
            className="tool-select group-band"
            aria-label="Band of a group"
            value={spread}
            onChange={(event) => onView({ spread: event.target.value as Spread })}
          >
            {Object.entries(SPREADS).map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        </>
      )}
      {group.length === 0 && (
        <select
          className="tool-select"
          aria-label="Colour runs by"
          title="A view of its own: no run loses its colour"
          value={color ?? ''}
          onChange={(event) => onView({ color: event.target.value === '' ? null : event.target.value })}
        >
          <option value="">Own colours</option>
          {(color === null || keys.includes(color) ? keys : [color, ...keys]).map((key) => (
            <option key={key} value={key}>
              By {shortName(key)}
            </option>
          ))}
          <option value="primary_value">By primary metric</option>
        </select>
      )}
    </>
  );
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, i) => name === b[i]);
}

function shortName(column: string): string {
  return column.replace(/^(config|summary)\./, '');
}
