/** What a card does at a key. */
export interface CardActions {
  isFull(): boolean;
  setFull(full: boolean): void;
  toggleLog(): void;
  toggleOutliers(): void;
  reset(): void;
}

/** The cards of the page, in no order: where they stand the document tells. */
const cards = new Map<HTMLElement, CardActions>();
let current: HTMLElement | null = null;
let listening = false;

/**
 * Takes part in the keys f, l, o, r, Esc and, in full screen, [ and ]. They go to the card that was last pointed at or
 * focused; where there is none they are the page's. Answers with what takes the card out again.
 */
export function registerCard(element: HTMLElement, actions: CardActions): () => void {
  cards.set(element, actions);
  if (!listening) {
    listening = true;
    // Capture: the page's own keys are bound to the window too, and must not see what a card has taken.
    window.addEventListener('keydown', listen, true);
  }
  return () => {
    cards.delete(element);
    if (current === element) current = null;
  };
}

/** The pointer or the focus has come to a card, or has left it (null). */
export function setCurrentCard(element: HTMLElement | null): void {
  current = element;
}

/** What opens over the cards has the keys to itself. A card in full screen is none of these. */
const COVERS = 'dialog[open], .popover:popover-open';

function listen(event: KeyboardEvent): void {
  if (document.querySelector(COVERS) !== null) return;
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const element = [...cards].find(([, actions]) => actions.isFull())?.[0] ?? current;
  const actions = element === null ? undefined : cards.get(element);
  if (element === null || actions === undefined || !act(event.key, element, actions)) return;
  event.preventDefault();
  event.stopPropagation();
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

function act(key: string, element: HTMLElement, actions: CardActions): boolean {
  switch (key) {
    case 'f':
      actions.setFull(!actions.isFull());
      return true;
    case 'l':
      actions.toggleLog();
      return true;
    case 'o':
      actions.toggleOutliers();
      return true;
    case 'r':
      actions.reset();
      return true;
    case 'Escape':
      if (!actions.isFull()) return false;
      actions.setFull(false);
      return true;
    case '[':
    case ']':
      return actions.isFull() && showNeighbour(element, key === ']' ? 1 : -1);
    default:
      return false;
  }
}

/** Full screen goes to the next or previous card of the document: of all cards one at most is in it. */
function showNeighbour(element: HTMLElement, by: 1 | -1): boolean {
  const ordered = [...cards.keys()].sort((a, b) =>
    a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1,
  );
  const next = ordered[ordered.indexOf(element) + by];
  if (next !== undefined) {
    cards.get(next)?.setFull(true);
    setCurrentCard(next);
    next.scrollIntoView({ block: 'nearest' });
    next.focus({ preventScroll: true });
  }
  return true;
}
