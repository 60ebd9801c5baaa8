import { setImmediate } from 'node:timers/promises';

/** How long (ms) a slice of reading should hold the thread, and how many learners it has: the first one, and at most. */
const SLICE = 4;
const FIRST_SLICE = 10;
export const LARGEST_SLICE = 200;

/** For how long the thread has been held, in ms: what others do in it meanwhile counts as well. */
function heldSoFar(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/**
 * Repeats `work` with as many rows as hold the thread for about a slice of time, until it returns false; lets other work in
 * between. Waiting for a server holds nobody up: counted as well, it would make slices of the fewest, each several questions.
 */
export async function inSlices(work: (size: number) => Promise<boolean>, held = heldSoFar): Promise<void> {
  let size = FIRST_SLICE;
  for (;;) {
    const start = held();
    if (!(await work(size))) return;
    const took = Math.max(0.1, held() - start);
    size = Math.ceil(Math.min(LARGEST_SLICE, 2 * size, Math.max(FIRST_SLICE, (size * SLICE) / took)));
    if (took > SLICE / 4) await setImmediate();
  }
}
