import { useState } from 'react';
import type { Brush } from '../runs/brushes.ts';
import { Popover } from '../ui/Popover.tsx';
import type { Axis, AxisSettings } from './axes.ts';

interface AxisMenuProps {
  axis: Axis;
  title: string;
  brush: Brush | null;
  settings: AxisSettings;
  onSettings: (settings: AxisSettings) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
  onBrush: (brush: Brush | null) => void;
}

/** Everything that the pointer can do with an axis, and what it cannot: the way of the keyboard. */
export function AxisMenu({ axis, title, brush, settings, onSettings, onMove, onRemove, onBrush }: AxisMenuProps) {
  return (
    <Popover label={`Axis ${title}`} title={`Axis ${title}`} button="⋯">
      {(close) => (
        <div className="axis-menu menu">
          {axis.kind === 'number' ? (
            <RangeForm key={rangeText(brush)} axis={axis} brush={brush} onBrush={onBrush} />
          ) : (
            <TextChoice axis={axis} brush={brush} onBrush={onBrush} />
          )}
          <button type="button" disabled={brush === null} onClick={() => onBrush(null)}>
            All runs
          </button>
          {axis.kind === 'number' && (
            <button type="button" disabled={axis.low <= 0} onClick={() => onSettings({ ...settings, log: !axis.log })}>
              {axis.log ? 'Linear' : 'Logarithmic'}
            </button>
          )}
          <button type="button" onClick={() => onSettings({ ...settings, inverted: !settings.inverted })}>
            {settings.inverted ? 'Low end down' : 'Low end up'}
          </button>
          <button type="button" onClick={() => onMove(-1)}>
            Move left
          </button>
          <button type="button" onClick={() => onMove(1)}>
            Move right
          </button>
          <button
            type="button"
            onClick={() => {
              close();
              onRemove();
            }}
          >
            Remove axis
          </button>
        </div>
      )}
    </Popover>
  );
}

function rangeText(brush: Brush | null): string {
  return brush !== null && 'range' in brush ? brush.range.join(' ') : '';
}

interface BrushFormProps {
  brush: Brush | null;
  onBrush: (brush: Brush | null) => void;
}

function RangeForm({ axis, brush, onBrush }: BrushFormProps & { axis: Axis & { kind: 'number' } }) {
  const held = brush !== null && 'range' in brush ? brush.range : null;
  const [low, setLow] = useState(held === null ? '' : String(held[0]));
  const [high, setHigh] = useState(held === null ? '' : String(held[1]));
  const range: [number, number] = [low === '' ? axis.low : Number(low), high === '' ? axis.high : Number(high)];
  const usable = range[0] <= range[1];
  return (
    <form
      className="axis-range"
      onSubmit={(event) => {
        event.preventDefault();
        if (usable) onBrush(low === '' && high === '' ? null : { column: axis.column, range });
      }}
    >
      <label>
        from
        <input
          type="number"
          step="any"
          value={low}
          placeholder={String(axis.low)}
          onChange={(event) => setLow(event.target.value)}
        />
      </label>
      <label>
        to
        <input
          type="number"
          step="any"
          value={high}
          placeholder={String(axis.high)}
          onChange={(event) => setHigh(event.target.value)}
        />
      </label>
      <button type="submit" disabled={!usable}>
        Only these
      </button>
    </form>
  );
}

function TextChoice({ axis, brush, onBrush }: BrushFormProps & { axis: Axis & { kind: 'text' } }) {
  const chosen = brush !== null && 'texts' in brush ? brush.texts : axis.texts;
  const toggle = (text: string): void => {
    const next = chosen.includes(text) ? chosen.filter((one) => one !== text) : [...chosen, text];
    const isAll = axis.texts.every((one) => next.includes(one));
    onBrush(
      isAll || next.length === 0
        ? null
        : { column: axis.column, texts: axis.texts.filter((one) => next.includes(one)) },
    );
  };
  return (
    <fieldset className="axis-texts">
      <legend className="unseen">Runs with</legend>
      {axis.texts.map((text) => (
        <label key={text}>
          <input type="checkbox" checked={chosen.includes(text)} onChange={() => toggle(text)} />
          <bdi>{text}</bdi>
        </label>
      ))}
    </fieldset>
  );
}
