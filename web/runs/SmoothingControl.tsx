import { useEffect, useRef, useState } from 'react';
import type { Smoothing } from '../../shared/series.ts';
import { setSmoothingPreview } from '../charts/smoothingPreview.ts';
import {
  SMOOTHING_KINDS,
  type SmoothingKind,
  smoothingName,
  smoothingOf,
  strengthOf,
} from '../charts/smoothingStrength.ts';

interface SmoothingControlProps {
  smoothing: Smoothing;
  onSmoothing: (smoothing: Smoothing) => void;
}

/** Kind and strength. While the slider is dragged the charts show a preview; what is let go of is asked for. */
export function SmoothingControl({ smoothing, onSmoothing }: SmoothingControlProps) {
  const slider = useRef<HTMLInputElement>(null);
  const [dragged, setDragged] = useState<Smoothing | null>(null);
  const shown = dragged ?? smoothing;
  const kind = smoothing.kind === 'none' ? 'ema' : smoothing.kind;
  const preview = (next: Smoothing | null): void => {
    setDragged(next);
    setSmoothingPreview(next);
  };
  useEffect(() => {
    const element = slider.current;
    // React's onChange is the browser's "input"; the browser's "change" comes when the slider is let go of.
    const settle = (): void => {
      onSmoothing(smoothingOf(kind, Number(element?.value)));
      setDragged(null);
      setSmoothingPreview(null);
    };
    element?.addEventListener('change', settle);
    return () => element?.removeEventListener('change', settle);
  }, [kind, onSmoothing]);
  useEffect(() => () => setSmoothingPreview(null), []);
  return (
    <div className="smoothing">
      <select
        aria-label="Kind of smoothing"
        value={kind}
        onChange={(event) =>
          onSmoothing(smoothingOf(event.target.value as SmoothingKind, strengthOf(smoothing) || 0.6))
        }
      >
        {Object.entries(SMOOTHING_KINDS).map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
      <input
        ref={slider}
        type="range"
        min="0"
        max="0.999"
        step="0.001"
        value={Math.min(0.999, strengthOf(shown))}
        aria-label="Smoothing"
        title="Smoothing (− and =)"
        onChange={(event) => preview(smoothingOf(kind, Number(event.target.value)))}
      />
      <output>{smoothingName(shown)}</output>
    </div>
  );
}
