import { type Dispatch, type KeyboardEvent, useState } from 'react';
import { currentHit, type SearchAction, type SearchState, searchSummary, stepHit } from './logSearch.ts';

interface LogSearchBoxProps {
  search: SearchState;
  dispatch: Dispatch<SearchAction>;
  error: Error | null;
  onHit: (index: number) => void;
  /** Show progress bars, because what is searched stands in them. */
  onShowBars: () => void;
}

/** What is searched, how much of it was found, and the way from hit to hit. */
export function LogSearchBox({ search, dispatch, error, onHit, onShowBars }: LogSearchBoxProps) {
  const [listed, setListed] = useState(false);
  const go = (by: 1 | -1) => {
    const index = stepHit(search, by);
    if (index >= 0) onHit(index);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') go(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape' && search.text !== '') dispatch({ type: 'start', text: '' });
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const none = search.hits.length === 0;
  return (
    <search className="log-search">
      <input
        type="search"
        placeholder="Search the log"
        aria-label="Search the log"
        value={search.text}
        maxLength={1000}
        onChange={(event) => dispatch({ type: 'start', text: event.target.value })}
        onKeyDown={onKeyDown}
      />
      {search.text !== '' && (
        <>
          <output className={error === null ? undefined : 'log-bad'}>{error?.message ?? searchSummary(search)}</output>
          {search.inBars > 0 && (
            <button type="button" title="Show progress bars to find these too" onClick={onShowBars}>
              +{search.inBars.toLocaleString('en-US')} in bars
            </button>
          )}
          <button
            type="button"
            disabled={none}
            title="Previous (Shift+Enter)"
            aria-label="Previous"
            onClick={() => go(-1)}
          >
            ↑
          </button>
          <button type="button" disabled={none} title="Next (Enter)" aria-label="Next" onClick={() => go(1)}>
            ↓
          </button>
          <button type="button" disabled={none} aria-expanded={listed} onClick={() => setListed(!listed)}>
            list
          </button>
        </>
      )}
      {listed && !none && <LogHits search={search} onHit={onHit} />}
    </search>
  );
}

const MOST_LISTED = 500;

function LogHits({ search, onHit }: { search: SearchState; onHit: (index: number) => void }) {
  const current = currentHit(search);
  const more = search.hits.length - MOST_LISTED;
  return (
    <ol className="log-hits" aria-label="Lines found">
      {search.hits.slice(0, MOST_LISTED).map((hit, index) => (
        <li key={hit.number}>
          <button type="button" aria-current={index === current} onClick={() => onHit(index)}>
            <span>{hit.number}</span> {hit.text}
          </button>
        </li>
      ))}
      {(more > 0 || search.next !== null) && (
        <li className="log-more">and more: search for something rarer to list all</li>
      )}
    </ol>
  );
}
