import { setTimeout as sleep } from 'node:timers/promises';

/** Discord's limit for one bot account, requests per second (interaction answers are exempt). */
export const DISCORD_LIMIT = 50;
/** What the outbox leaves free while the rest of the bot talks to Discord as well. */
const RESERVE_BUSY = 10;
/** What it leaves free otherwise. */
const RESERVE_QUIET = 2;
/** How long after the last request of the rest of the bot it counts as busy, in ms. */
const BUSY_FOR = 5_000;
const WINDOW = 1_000;

/** How many requests may leave in any second. Monotonic real time: the limit is Discord's, not the schedule's. */
export interface Pace {
  /** Resolves when a request of the outbox may leave. */
  slot(signal?: AbortSignal | null): Promise<void>;
  /** The rest of the bot made a request that counts against the same limit. */
  note(): void;
}

/** A sliding window over all requests, so that no second, wherever it begins, holds more than allowed. */
export function createPace(limit: number = DISCORD_LIMIT): Pace {
  const recent: number[] = [];
  let lastForeign = -Infinity;
  let queue: Promise<void> = Promise.resolve();

  function forget(now: number): void {
    while (recent[0] !== undefined && recent[0] <= now - WINDOW) recent.shift();
  }

  async function take(before: Promise<void>, signal?: AbortSignal | null): Promise<void> {
    await before;
    for (;;) {
      signal?.throwIfAborted();
      const now = performance.now();
      forget(now);
      const reserve = now - lastForeign < BUSY_FOR ? RESERVE_BUSY : RESERVE_QUIET;
      const allowed = Math.max(1, limit - reserve);
      if (recent.length < allowed) {
        recent.push(now);
        return;
      }
      const freeing = recent[recent.length - allowed] ?? now;
      await sleep(Math.max(1, freeing + WINDOW - now + 1));
    }
  }

  return {
    slot(signal) {
      const turn = take(queue, signal);
      queue = turn.catch(() => {});
      return turn;
    },
    note() {
      lastForeign = performance.now();
      recent.push(lastForeign);
    },
  };
}
