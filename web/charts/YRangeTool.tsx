import { type FormEvent, useRef } from 'react';
import { Popover } from '../ui/Popover.tsx';

interface YRangeToolProps {
  /** Ends that are held; null follows the points. */
  held: readonly [number | null, number | null];
  /** What is shown now, to begin from. */
  shown: readonly [number, number] | null;
  onHeld: (held: [number | null, number | null]) => void;
}

/** Least and greatest y of a chart; an end that is left empty follows the points. */
export function YRangeTool({ held, shown, onHeld }: YRangeToolProps) {
  const low = useRef<HTMLInputElement>(null);
  const high = useRef<HTMLInputElement>(null);
  const isHeld = held[0] !== null || held[1] !== null;
  const apply = (close: () => void) => (event: FormEvent) => {
    event.preventDefault();
    const [from, to] = [numberIn(low.current), numberIn(high.current)];
    const isTurned = from !== null && to !== null && from >= to;
    high.current?.setCustomValidity(isTurned ? 'The upper end must be above the lower one' : '');
    if (isTurned) {
      high.current?.reportValidity();
      return;
    }
    onHeld([from, to]);
    close();
  };
  return (
    <Popover label="Range of y" title="Range of y" button="y" pressed={isHeld}>
      {(close) => (
        <form className="y-range" onSubmit={apply(close)}>
          <label>
            from
            <input
              ref={low}
              type="number"
              step="any"
              defaultValue={held[0] ?? ''}
              placeholder={shown === null ? 'auto' : shown[0].toPrecision(4)}
            />
          </label>
          <label>
            to
            <input
              ref={high}
              type="number"
              step="any"
              defaultValue={held[1] ?? ''}
              placeholder={shown === null ? 'auto' : shown[1].toPrecision(4)}
              onInput={(event) => event.currentTarget.setCustomValidity('')}
            />
          </label>
          <button type="submit">Hold</button>
          <button
            type="button"
            disabled={!isHeld}
            onClick={() => {
              onHeld([null, null]);
              close();
            }}
          >
            Auto
          </button>
        </form>
      )}
    </Popover>
  );
}

function numberIn(input: HTMLInputElement | null): number | null {
  return input === null || input.value === '' ? null : input.valueAsNumber;
}
