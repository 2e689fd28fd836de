import { useMemo, useState } from 'react';
import { Popover } from '../../ui/Popover.tsx';
import { allButSeed, type ColumnFacts, columnOf } from '../columns.ts';
import { ALL_CLOSED } from '../runItems.ts';
import { toggle, type ViewState } from '../viewState.ts';
import { groupChoices } from './columnChoices.ts';
import { useActions } from './useTableActions.ts';

const MOST = 100;

/** What makes groups: by all but the seed in one click, by any columns, by folder. */
export function GroupMenu({ view, facts }: { view: ViewState; facts: ColumnFacts }) {
  const actions = useActions();
  const { group, table } = view;
  const seeds = useMemo(() => allButSeed(facts), [facts]);
  const bySeed = group.length > 0 && group.length === seeds.length && seeds.every((name) => group.includes(name));
  const nested = group.length > 0 || table.tree;
  const allClosed = table.closed.includes(ALL_CLOSED) && table.closed.length === 1;
  const by =
    group.length === 0
      ? 'Group by …'
      : `By ${group.length === 1 ? titleOf(group[0], facts) : `${group.length} columns`}`;
  return (
    <>
      <Popover label={by} className="tool" title="Group runs by any column (g: by all but the seed)">
        {() => <GroupChoice view={view} facts={facts} />}
      </Popover>
      {group.length > 1 && (
        <button
          type="button"
          className="tool"
          aria-pressed={table.nested}
          title="Groups within groups, or one group for each combination"
          onClick={() => actions.table({ nested: !table.nested, closed: [] })}
        >
          Nested
        </button>
      )}
      <button
        type="button"
        className="tool"
        aria-pressed={bySeed}
        disabled={seeds.length === 0}
        title={
          seeds.length === 0
            ? 'Nothing in the configs varies but the seed'
            : 'One group for each config, whatever its seed (g)'
        }
        onClick={() => actions.groupBySeed()}
      >
        All but seed
      </button>
      <button
        type="button"
        className="tool"
        aria-pressed={table.tree}
        title="Runs in their folders"
        onClick={() => actions.table({ tree: !table.tree, closed: [] })}
      >
        Folders
      </button>
      {nested && (
        <button type="button" className="tool" onClick={() => actions.table({ closed: allClosed ? [] : [ALL_CLOSED] })}>
          {allClosed ? 'Unfold all' : 'Fold all'}
        </button>
      )}
    </>
  );
}

function GroupChoice({ view, facts }: { view: ViewState; facts: ColumnFacts }) {
  const actions = useActions();
  const [search, setSearch] = useState('');
  const { group } = view;
  const names = useMemo(
    () =>
      [...new Set([...group, ...groupChoices(facts)])].filter((name) =>
        name.toLowerCase().includes(search.toLowerCase()),
      ),
    [group, facts, search],
  );
  return (
    <div className="choice">
      <input
        type="search"
        value={search}
        placeholder="Find a column"
        aria-label="Find a column to group by"
        onChange={(event) => setSearch(event.target.value)}
      />
      <div className="choice-list">
        {names.slice(0, MOST).map((name) => (
          <label key={name} title={name}>
            <input
              type="checkbox"
              checked={group.includes(name)}
              onChange={() => actions.view({ group: toggle(group, name) })}
            />
            <bdi>{titleOf(name, facts)}</bdi>
            <span>{group.includes(name) ? `level ${group.indexOf(name) + 1}` : ''}</span>
          </label>
        ))}
        {names.length > MOST && <p>{names.length - MOST} more: type a part of the name</p>}
      </div>
      <button type="button" className="tool" disabled={group.length === 0} onClick={() => actions.view({ group: [] })}>
        No groups
      </button>
    </div>
  );
}

function titleOf(name: string | undefined, facts: ColumnFacts): string {
  return name === undefined ? '' : columnOf(name, facts, []).title;
}
