import { setImmediate } from 'node:timers/promises';

/** How long (ms) a slice of reading should hold the event loop, and how many rows it has: the fewest, and at most. */
const SLICE = 4;
const FEWEST = 10;
export const LARGEST_SLICE = 160;

/**
 * For how long the event loop has been held since the start, in ms, by whatever ran in it. Waiting, as for a server, holds
 * nobody up and is not counted.
 */
function heldSoFar(): number {
  return performance.eventLoopUtilization().active;
}

export interface SliceOptions {
  /** Rows of the first slice: the fewest (10), doubled once or more. */
  readonly first?: number;
  /** Between two slices; `held`: for how long the one before held the event loop, in ms. */
  readonly rest?: (held: number) => Promise<void>;
  readonly held?: () => number;
}

/**
 * Repeats `work` with as many rows as hold the event loop for about a slice of time, until it returns false; lets other work
 * in between. Waiting for a server holds nobody up: counted as well, it would make slices of the fewest, each several
 * questions. There are five sizes of slices: a limit stands in the text of a statement.
 */
export async function inSlices(
  work: (size: number) => Promise<boolean>,
  { first = FEWEST, rest = oneTurn, held = heldSoFar }: SliceOptions = {},
): Promise<void> {
  let size = first;
  for (;;) {
    const start = held();
    if (!(await work(size))) return;
    const took = held() - start;
    if (took > SLICE) size = Math.max(FEWEST, size / 2);
    else if (took < SLICE / 2) size = Math.min(LARGEST_SLICE, 2 * size);
    await rest(took);
  }
}

/** One turn of the event loop, where it has been held at all. */
async function oneTurn(held: number): Promise<void> {
  if (held > SLICE / 4) await setImmediate();
}
