import { useDeferredValue, useState } from 'react';
import type { JsonObject, RunDetail } from '../../shared/run.ts';
import { Tree } from './Tree.tsx';
import { useParam } from './useParam.ts';
import type { TreeName } from './useTreeFolds.ts';

/** Config, summary and meta.json as nested trees, searched together. */
export function ConfigTab({ run }: { run: RunDetail }) {
  const [search, setSearch] = useParam('cq');
  const filter = useDeferredValue(search ?? '');
  const parts: [string, TreeName, JsonObject][] = [
    ['Config', 'config', run.config],
    ['Summary', 'summary', run.summary],
    ['meta.json', 'meta', run.meta],
  ];
  return (
    <div className="tab">
      <div className="tab-line">
        <input
          type="search"
          className="tab-filter"
          value={search ?? ''}
          placeholder="Search keys and values"
          aria-label="Search keys and values"
          onChange={(event) => setSearch(event.target.value || null)}
        />
      </div>
      <div className="tab-columns">
        {parts.map(([name, tree, value]) => (
          <section key={name} aria-label={name}>
            <h2>
              {name}
              <CopyJson name={name} value={value} />
            </h2>
            <Tree
              name={tree}
              value={value}
              filter={filter}
              empty={filter === '' ? 'Nothing here.' : 'Nothing matches.'}
            />
          </section>
        ))}
      </div>
    </div>
  );
}

function CopyJson({ name, value }: { name: string; value: JsonObject }) {
  const [done, setDone] = useState(false);
  return (
    <button
      type="button"
      className="link"
      aria-label={`${done ? 'copied' : 'copy JSON'} of ${name}`}
      onClick={() => void navigator.clipboard?.writeText(JSON.stringify(value, null, 2)).then(() => setDone(true))}
    >
      {done ? 'copied' : 'copy JSON'}
    </button>
  );
}
