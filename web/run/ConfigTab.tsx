import { useState } from 'react';
import type { RunDetail } from '../../shared/run.ts';
import { Tree } from './Tree.tsx';

export function ConfigTab({ run }: { run: RunDetail }) {
  const [filter, setFilter] = useState('');
  return (
    <div className="tab">
      <input
        type="search"
        className="tab-filter"
        value={filter}
        placeholder="Filter keys and values"
        aria-label="Filter keys and values"
        onChange={(event) => setFilter(event.target.value)}
      />
      <div className="tab-columns">
        <section>
          <h2>Config</h2>
          <Tree value={run.config} filter={filter} empty="Nothing here." />
        </section>
        <section>
          <h2>Summary</h2>
          <Tree value={run.summary} filter={filter} empty="Nothing here." />
        </section>
        <section>
          <h2>meta.json</h2>
          <Tree value={run.meta} filter={filter} empty="Nothing here." />
        </section>
      </div>
    </div>
  );
}
