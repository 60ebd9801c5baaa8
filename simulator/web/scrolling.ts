import { afterDraw } from './store.ts';

// The message list stays at its end while the reader is there, whatever grows: new messages, edits, late pictures.

let list: HTMLElement | undefined;
let atEnd = true;
let lastTop = 0;
/** When the reader last moved the list by hand, in ms of the page. */
let movedAt = Number.NEGATIVE_INFINITY;

/** How long a movement of the list can come from the hand that began it, in ms. */
const BY_HAND = 1_000;

const grown = new ResizeObserver(() => {
  if (atEnd && list) list.scrollTop = list.scrollHeight;
});

/** Takes charge of the scrolling of this element and of everything in it. */
export function watchList(element: Element | undefined): void {
  if (!(element instanceof HTMLElement) || element === list) return;
  grown.disconnect();
  list = element;
  list.addEventListener('scroll', noteScroll, { passive: true });
  for (const kind of ['wheel', 'touchmove', 'keydown'])
    list.addEventListener(kind, noteHand, { passive: true });
  // The list's own scroll bar, and no button in it.
  list.addEventListener('pointerdown', (event) => event.target === list && noteHand());
  grown.observe(list);
  for (const child of list.children) grown.observe(child);
}

function noteHand(): void {
  movedAt = performance.now();
}

/**
 * Only who scrolls up by hand leaves the end. The list itself moves up when an answer takes the place of a longer one, and
 * that it grew again before anybody was told is no wish to stay behind.
 */
function noteScroll(): void {
  if (!list) return;
  const isUp = list.scrollTop < lastTop - 2;
  lastTop = list.scrollTop;
  if (list.scrollHeight - list.scrollTop - list.clientHeight < 40) atEnd = true;
  else if (isUp && performance.now() - movedAt < BY_HAND) atEnd = false;
}

export function scrollToEnd(): void {
  atEnd = true;
  afterDraw(() => {
    if (list) list.scrollTop = list.scrollHeight;
  });
}

export function scrollToMessage(id: string): void {
  atEnd = false;
  afterDraw(() => {
    const found = document.getElementById(`message-${id}`);
    found?.scrollIntoView({ block: 'center' });
    found?.focus({ preventScroll: true });
  });
}
