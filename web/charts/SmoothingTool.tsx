import { type FormEvent, useRef } from 'react';
import type { Smoothing } from '../../shared/series.ts';
import { Popover } from '../ui/Popover.tsx';
import { SMOOTHING_KINDS, type SmoothingKind, smoothingName, smoothingOf, strengthOf } from './smoothingStrength.ts';

interface SmoothingToolProps {
  smoothing: Smoothing;
  onSmoothing: (smoothing: Smoothing) => void;
}

/** Kind and strength of a chart's own smoothing; none where the slider stands at its start. */
export function SmoothingTool({ smoothing, onSmoothing }: SmoothingToolProps) {
  const kind = useRef<HTMLSelectElement>(null);
  const strength = useRef<HTMLInputElement>(null);
  const apply = (close: () => void) => (event: FormEvent) => {
    event.preventDefault();
    onSmoothing(smoothingOf((kind.current?.value ?? 'ema') as SmoothingKind, Number(strength.current?.value)));
    close();
  };
  return (
    <Popover label="Smoothing of this chart" title={`Smoothing: ${smoothingName(smoothing)}`} button="~">
      {(close) => (
        <form className="y-range" onSubmit={apply(close)}>
          <label>
            kind
            <select ref={kind} defaultValue={smoothing.kind === 'none' ? 'ema' : smoothing.kind}>
              {Object.entries(SMOOTHING_KINDS).map(([value, name]) => (
                <option key={value} value={value}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <label>
            strength
            <input
              ref={strength}
              type="range"
              min="0"
              max="0.999"
              step="0.001"
              defaultValue={Math.min(0.999, strengthOf(smoothing))}
            />
          </label>
          <button type="submit">Smooth</button>
          <button
            type="button"
            disabled={smoothing.kind === 'none'}
            onClick={() => {
              onSmoothing({ kind: 'none' });
              close();
            }}
          >
            Off
          </button>
        </form>
      )}
    </Popover>
  );
}
