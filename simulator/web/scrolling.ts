import { afterDraw } from './store.ts';

// The message list stays at its end while the reader is there, whatever grows: new messages, edits, late pictures.

let list: HTMLElement | undefined;
let atEnd = true;
let lastTop = 0;

const grown = new ResizeObserver(() => {
  if (atEnd && list) list.scrollTop = list.scrollHeight;
});

/** Takes charge of the scrolling of this element and of everything in it. */
export function watchList(element: Element | undefined): void {
  if (!(element instanceof HTMLElement) || element === list) return;
  grown.disconnect();
  list = element;
  list.addEventListener('scroll', noteScroll, { passive: true });
  grown.observe(list);
  for (const child of list.children) grown.observe(child);
}

/** Only who scrolls up leaves the end; that the list grew faster than it was scrolled is no wish to stay behind. */
function noteScroll(): void {
  if (!list) return;
  const isUp = list.scrollTop < lastTop - 2;
  lastTop = list.scrollTop;
  if (list.scrollHeight - list.scrollTop - list.clientHeight < 40) atEnd = true;
  else if (isUp) atEnd = false;
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
