import { useEffect, useRef } from 'react';

const KEYS: [string, string][] = [
  ['Ctrl/⌘ K', 'go to a run, metric or page'],
  ['/   m', 'filter runs, filter metrics'],
  ['j   k', 'next, previous run'],
  ['Space', 'eye of the run'],
  ['s   n   T', 'only this run, none, ten best by the sort'],
  ['x   p', 'mark, baseline'],
  ['e   Del', 'rename, delete (the marked ones)'],
  ['t   g', 'full table, group by all but the seed'],
  ['Enter', 'open the run'],
  ['c', 'compare what is marked'],
  ['1 2 3 4', 'step, relative, wall, relative step'],
  ['−   =', 'less, more smoothing'],
  ['l   o   r', 'log y, outlier guard, reset zoom'],
  ['[   ]', 'previous, next chart'],
  ['f', 'full screen (of the chart with the focus)'],
  ['i   `', 'inspector, log'],
  ['\\', 'hide the list of runs'],
  ['Alt+M', 'theme'],
  ['Ctrl/⌘ Z', 'undo a change of the view'],
  ['Esc', 'back'],
  ['Drag', 'zoom; with Shift move; double-click shows everything'],
  ['Click', 'keep the tooltip; in a run, go to its line of the log'],
];

export function KeySheet({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="sheet" aria-label="Keys" onClose={onClose}>
      <h2>Keys</h2>
      <dl>
        {KEYS.map(([keys, what]) => (
          <div key={what}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
