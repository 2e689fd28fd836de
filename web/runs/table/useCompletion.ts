import { type KeyboardEvent, useMemo, useState } from 'react';
import { type Completion, type CompletionFacts, completeQuery } from '../completeQuery.ts';

const NONE: Completion = { from: 0, to: 0, options: [] };

interface CompletionControl {
  options: Completion['options'];
  /** Index of the chosen option; -1 while none is. */
  chosen: number;
  onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => void;
  /** The input was typed into, clicked or left: null. */
  look: (input: HTMLInputElement | null) => void;
  accept: (index: number, input: HTMLInputElement) => void;
}

/** Completion of what is typed into a filter: arrows choose, Tab takes the first, Enter only what was chosen. */
export function useCompletion(
  text: string,
  facts: () => CompletionFacts,
  onText: (text: string) => void,
): CompletionControl {
  const [caret, setCaret] = useState<number | null>(null);
  const [chosen, setChosen] = useState(-1);
  const completion = useMemo(
    () => (caret === null ? NONE : completeQuery(text, Math.min(caret, text.length), facts())),
    [text, caret, facts],
  );
  const { from, to, options } = completion;
  const look = (input: HTMLInputElement | null): void => {
    setCaret(input?.selectionStart ?? null);
    setChosen(-1);
  };
  const accept = (index: number, input: HTMLInputElement): void => {
    const option = options[index];
    if (option === undefined) return;
    onText(text.slice(0, from) + option.insert + text.slice(to));
    const place = from + option.insert.length;
    requestAnimationFrame(() => {
      input.focus();
      input.setSelectionRange(place, place);
      look(input);
    });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (options.length === 0) return;
    const move = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (move !== 0) setChosen(Math.max(-1, Math.min(options.length - 1, chosen + move)));
    else if (event.key === 'Enter' && chosen >= 0) accept(chosen, event.currentTarget);
    else if (event.key === 'Tab' && !event.shiftKey) accept(Math.max(0, chosen), event.currentTarget);
    else if (event.key === 'Escape') setCaret(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return { options, chosen, onKeyDown, look, accept };
}
