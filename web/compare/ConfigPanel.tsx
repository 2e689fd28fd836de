import { useDeferredValue, useMemo, useState } from 'react';
import type { JsonObject } from '../../shared/run.ts';
import { settingNumber } from '../ui/formatNumber.ts';
import { configDiff, typeName, valueText } from './configDiff.ts';
import { type ComparedRun, DiffTable } from './DiffTable.tsx';

interface ConfigPanelProps {
  label: string;
  runs: readonly ComparedRun[];
  /** In the order of the runs; undefined while it is being read. */
  configs: readonly (JsonObject | undefined)[];
  baseline: string | null;
  ignore: readonly string[];
  identical: boolean;
  onBaseline: (id: string) => void;
  onIgnore: (globs: string[]) => void;
  onIdentical: (identical: boolean) => void;
  onOpen: (id: string) => void;
}

/** What differs between the runs' settings, key by key. */
export function ConfigPanel(props: ConfigPanelProps) {
  const { label, runs, configs, baseline, identical, onBaseline, onIgnore, onIdentical, onOpen } = props;
  // What is typed is seen at once; the table of many keys may take a moment.
  const ignore = useDeferredValue(props.ignore);
  const diff = useMemo(
    () =>
      configDiff(
        configs.map((config) => config ?? {}),
        ignore,
        identical,
      ),
    [configs, ignore, identical],
  );
  const at = Math.max(
    0,
    runs.findIndex(({ id }) => id === baseline),
  );
  const rows = diff.rows.map(({ key, values }) => {
    const typed = new Set(values.map(typeName)).size > 1;
    const base = JSON.stringify(values[at]);
    return {
      key,
      cells: values.map((value, i) => (
        <span
          key={runs[i]?.id}
          className={JSON.stringify(value) === base ? 'diff-value' : 'diff-value differs'}
          title={valueText(value)}
        >
          <bdi>{typeof value === 'number' ? settingNumber(value) : valueText(value)}</bdi>
          {typed && value != null && <span className="diff-type">{typeName(value)}</span>}
        </span>
      )),
    };
  });
  return (
    <>
      <div className="compare-bar">
        <label>
          <input type="checkbox" checked={identical} onChange={(event) => onIdentical(event.target.checked)} />
          identical rows ({diff.identical})
        </label>
        <IgnoreBox ignore={props.ignore} ignored={diff.ignored} onIgnore={onIgnore} />
      </div>
      {rows.length === 0 ? (
        <p className="compare-note">{emptyText(runs.length, diff.identical, diff.ignored)}</p>
      ) : (
        <DiffTable label={label} runs={runs} baseline={baseline} onBaseline={onBaseline} onOpen={onOpen} rows={rows} />
      )}
    </>
  );
}

function emptyText(runs: number, identical: number, ignored: number): string {
  if (identical + ignored === 0) return 'These runs have nothing here.';
  const left = ignored === 0 ? '' : ` ${ignored} ignored.`;
  return runs < 2
    ? `One run alone differs from nothing: mark another (x).`
    : `No difference in ${identical} keys.${left}`;
}

interface IgnoreBoxProps {
  ignore: readonly string[];
  ignored: number;
  onIgnore: (globs: string[]) => void;
}

/** Keys to leave out, as they are typed; kept from one visit to the next. */
function IgnoreBox({ ignore, ignored, onIgnore }: IgnoreBoxProps) {
  const [typed, setTyped] = useState('');
  // What was typed stands as long as it says what holds: a space at its end must not go, and an undo must be seen.
  const text = globsIn(typed).join(' ') === ignore.join(' ') ? typed : ignore.join(' ');
  return (
    <label className="compare-ignore">
      ignore
      <input
        type="text"
        value={text}
        placeholder="seed  paths.*"
        title="Keys to leave out; * stands for anything"
        onChange={({ target: { value } }) => {
          setTyped(value);
          onIgnore(globsIn(value));
        }}
      />
      {ignored > 0 && <span>{ignored} left out</span>}
    </label>
  );
}

function globsIn(text: string): string[] {
  return text.split(/\s+/).filter((glob) => glob !== '');
}
