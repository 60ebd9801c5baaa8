import { setImmediate } from 'node:timers/promises';

/** How long the event loop is held by a slice, in ms. */
const SLICE = 5;

/** Waits for `work`, but no longer than `timeoutMs`. */
export async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, undefined);
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Between two slices of long work: whatever else waits goes on for a millisecond, so that an answer under way, which needs
 * several turns of the event loop, does not wait for a slice at each of them. `held`: what the slice took, in ms, where nobody
 * waits for the whole: whatever else comes has the event loop for as long.
 */
export function breathe(held = 1): Promise<void> {
  return delay(Math.max(1, held));
}

/** Runs long work to its end, some 5 ms of its steps at a time: answers go on in between. */
export async function inSlices<T>(steps: Iterator<unknown, T>): Promise<T> {
  for (;;) {
    const until = performance.now() + SLICE;
    do {
      const { done, value } = steps.next();
      if (done === true) return value;
    } while (performance.now() < until);
    await setImmediate();
  }
}

/** Resolves after `ms`, or at once when `signal` aborts. */
export function delay(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
    if (signal?.aborted === true) done();
    else signal?.addEventListener('abort', done);
  });
}

export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
