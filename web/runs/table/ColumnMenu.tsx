import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { metricNamesQuery } from '../../api/metricQueries.ts';
import { Popover } from '../../ui/Popover.tsx';
import type { ColumnFacts } from '../columns.ts';
import { toggle } from '../viewState.ts';
import { columnChoices } from './columnChoices.ts';
import { useActions } from './useTableActions.ts';

interface ColumnMenuProps {
  project: string | null;
  facts: ColumnFacts;
  /** Names of the columns that are shown. */
  shown: readonly string[];
  isDefault: boolean;
}

/** The button that opens the choice of columns. */
export function ColumnMenu(props: ColumnMenuProps) {
  return (
    <Popover label="Columns" className="tool" title="Show and hide columns">
      {() => <ColumnChoice {...props} />}
    </Popover>
  );
}

function ColumnChoice({ project, facts, shown, isDefault }: ColumnMenuProps) {
  const actions = useActions();
  const [search, setSearch] = useState('');
  const names = useQuery({ ...metricNamesQuery(project ?? ''), enabled: project !== null });
  const metrics = useMemo(() => (names.data ?? []).map(({ name }) => name), [names.data]);
  const sections = useMemo(() => columnChoices(facts, metrics, search), [facts, metrics, search]);
  return (
    <div className="choice">
      <input
        type="search"
        value={search}
        placeholder="lr, last val/acc, …"
        aria-label="Find a column"
        onChange={(event) => setSearch(event.target.value)}
      />
      <div className="choice-list">
        {sections.map(({ head, choices, more }) => (
          <fieldset key={head}>
            <legend>{head}</legend>
            {choices.map(({ name, title, detail }) => (
              <label key={name} title={name}>
                <input
                  type="checkbox"
                  checked={shown.includes(name)}
                  onChange={() => actions.table({ columns: toggle(shown, name) })}
                />
                <bdi>{title}</bdi>
                <span>{detail}</span>
              </label>
            ))}
            {more > 0 && <p>{more} more: type a part of the name</p>}
          </fieldset>
        ))}
        {sections.length === 0 && <p>No column is called “{search}”.</p>}
      </div>
      <button type="button" className="tool" disabled={isDefault} onClick={() => actions.table({ columns: null })}>
        What varies (default)
      </button>
    </div>
  );
}
