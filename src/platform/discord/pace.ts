import { setTimeout as sleep } from 'node:timers/promises';

/** Discord's limit for one bot account, requests per second (interaction answers are exempt). */
export const DISCORD_LIMIT = 50;
/** What the outbox leaves free while the rest of the bot talks to Discord as well. */
const RESERVE_BUSY = 10;
/** What it leaves free otherwise. */
const RESERVE_QUIET = 1;
/** How long after the last request of the rest of the bot it counts as busy, in ms. */
const BUSY_FOR = 5_000;
/** The length of Discord's window, in ms, and a little for its clock. */
const WINDOW = 1_002;

/**
 * How many requests may leave, so that Discord never counts more than its limit in a second. Monotonic real time: the
 * limit is Discord's, not the schedule's.
 */
export interface Pace {
  /** Resolves when a request of the outbox may leave. Call what it resolves to when the answer is there. */
  slot(signal?: AbortSignal | null): Promise<() => void>;
  /** The rest of the bot made a request that counts against the same limit. */
  note(): void;
  /**
   * This process may make so many requests a second, for `ms`, then none until it is told again: others with the same
   * token make the rest.
   */
  allow(requestsPerSecond: number, ms: number): void;
  /** Whether a request had to wait for others since this was asked last. */
  wasShort(): boolean;
  /** How many requests count against the limit now. */
  held(): number;
}

/**
 * Discord counts a request some time between its leaving and its answer, so it holds its place from the one until a
 * second after the other. However the network delays requests, no second of Discord's then holds more than the limit.
 */
export function createPace(limit: number = DISCORD_LIMIT): Pace {
  let most = limit;
  let allowedUntil = Infinity;
  let hadToWait = false;
  let unanswered = 0;
  /** When the places of answered requests become free, in ascending order. */
  const ending: number[] = [];
  let lastForeign = -Infinity;
  let lastTurn = -Infinity;
  /**
   * In a burst each request would wait for the answers of all the others to be read, and hold its place meanwhile: less
   * would leave in all. So they leave apart, spread over most of the second.
   */
  const apart = (): number => (WINDOW / Math.max(1, most)) * 0.7;
  let queue: Promise<unknown> = Promise.resolve();

  function allowed(now: number): number {
    const reserve = now - lastForeign < BUSY_FOR ? RESERVE_BUSY : RESERVE_QUIET;
    if (now >= allowedUntil || most === 0) return 0;
    return Math.max(1, most - reserve);
  }

  function held(): number {
    const now = performance.now();
    while (ending[0] !== undefined && ending[0] <= now) ending.shift();
    return unanswered + ending.length;
  }

  async function take(before: Promise<unknown>, signal?: AbortSignal | null): Promise<() => void> {
    await before;
    for (;;) {
      signal?.throwIfAborted();
      const now = performance.now();
      const isFree = held() < allowed(now);
      const turn = lastTurn + apart();
      if (isFree && now >= turn) break;
      if (!isFree) hadToWait = true;
      const next = isFree ? turn : (ending[0] ?? now + 5);
      await sleep(Math.min(Math.max(1, next - now), 100));
    }
    // Who was held up by a busy event loop does not hold up those behind.
    lastTurn = Math.max(lastTurn + apart(), performance.now() - apart());
    unanswered += 1;
    let isAnswered = false;
    return () => {
      if (isAnswered) return;
      isAnswered = true;
      unanswered -= 1;
      ending.push(performance.now() + WINDOW);
    };
  }

  return {
    slot(signal) {
      const turn = take(queue, signal);
      queue = turn.catch(() => {});
      return turn;
    },
    note() {
      lastForeign = performance.now();
      ending.push(lastForeign + WINDOW);
    },
    allow(requestsPerSecond, ms) {
      most = Math.min(limit, requestsPerSecond);
      allowedUntil = performance.now() + ms;
    },
    wasShort() {
      const before = hadToWait;
      hadToWait = false;
      return before;
    },
    held,
  };
}
