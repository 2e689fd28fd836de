import { useCallback, useRef } from 'react';
import { queryFacts } from '../queryFacts.ts';
import type { ProjectRuns } from '../useProjectRuns.ts';
import { useCompletion } from './useCompletion.ts';
import { useActions } from './useTableActions.ts';

/** The filter in the query language, with completion of fields and of the values that there are. */
export function RunFilter({ runs, filter }: { runs: ProjectRuns; filter: string }) {
  const actions = useActions();
  const input = useRef<HTMLInputElement>(null);
  const { rows, facts, cellOf, filterProblem } = runs;
  const known = useCallback(() => queryFacts(rows, facts, cellOf), [rows, facts, cellOf]);
  const { options, chosen, onKeyDown, look, accept } = useCompletion(filter, known, (text) =>
    actions.view({ filter: text }),
  );
  return (
    <div className="run-filter">
      <input
        id="run-filter"
        ref={input}
        type="search"
        role="combobox"
        value={filter}
        placeholder="Filter runs  ( / )"
        title="Words, tag:cv, status:failed, config.lr < 1e-3, parted by commas"
        autoComplete="off"
        spellCheck={false}
        aria-invalid={filterProblem !== null}
        aria-label="Filter runs"
        aria-autocomplete="list"
        aria-expanded={options.length > 0}
        aria-controls="run-filter-options"
        aria-activedescendant={chosen < 0 ? undefined : `run-filter-${chosen}`}
        onChange={(event) => {
          actions.view({ filter: event.target.value });
          look(event.target);
        }}
        onClick={(event) => look(event.currentTarget)}
        onKeyDown={onKeyDown}
        onBlur={() => look(null)}
      />
      <div id="run-filter-options" role="listbox" aria-label="Completions" hidden={options.length === 0}>
        {options.map(({ label, detail }, i) => (
          <div
            key={label}
            id={`run-filter-${i}`}
            role="option"
            aria-selected={i === chosen}
            onPointerDown={(event) => {
              event.preventDefault();
              if (input.current !== null) accept(i, input.current);
            }}
          >
            <bdi>{label}</bdi> <span>{detail}</span>
          </div>
        ))}
      </div>
      {filterProblem !== null && (
        <p className="rail-problem" role="status">
          {filterProblem}
        </p>
      )}
    </div>
  );
}
