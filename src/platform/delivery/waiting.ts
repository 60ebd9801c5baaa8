import { within } from '../async.ts';
import type { Db } from '../database/index.ts';
import type { Logger } from '../log.ts';
import { endsOf } from './store.ts';
import type { Sent } from './types.ts';

/** Whoever waits for deliveries to end. */
export interface Waiting {
  /** A delivery of this process ended; undefined: without a message. */
  ended(dedupeKey: string, sent: Sent | undefined): void;
  /** See {@link Outbox.settled}. */
  settled(dedupeKey: string, timeoutMs: number): Promise<Sent | undefined>;
}

/** How often those who wait are looked up: another process may have made their delivery, which tells nobody here (ms). */
const LOOK_EVERY = 200;
/** So many at once: after a burst thousands wait, mostly for what this process sends. */
const LOOKED_AT = 500;

export function createWaiting({ db, log }: { readonly db: Db; readonly log: Logger }): Waiting {
  const waiting = new Map<string, Set<(sent: Sent | undefined) => void>>();
  let next: NodeJS.Timeout | undefined;

  function ended(dedupeKey: string, sent: Sent | undefined): void {
    for (const tell of waiting.get(dedupeKey) ?? []) tell(sent);
  }

  /** One question for many who wait: with a hundred cards on their way each asked five times a second. */
  async function look(): Promise<void> {
    try {
      for (const [key, sent] of await endsOf(db, nextToLookAt())) ended(key, sent);
    } catch (error) {
      log.warn({ err: error }, 'how deliveries ended could not be read; looking again');
    }
    next = undefined;
    lookLater();
  }

  /** Those who were looked at longest ago. */
  function nextToLookAt(): string[] {
    const keys = [...waiting.keys().take(LOOKED_AT)];
    for (const key of keys) {
      const waiters = waiting.get(key);
      if (waiters === undefined) continue;
      waiting.delete(key);
      waiting.set(key, waiters);
    }
    return keys;
  }

  function lookLater(): void {
    if (waiting.size > 0) next ??= setTimeout(() => void look(), LOOK_EVERY).unref();
  }

  return {
    ended,
    async settled(dedupeKey, timeoutMs) {
      const waiters = waiting.get(dedupeKey) ?? new Set();
      waiting.set(dedupeKey, waiters);
      let tell: (sent: Sent | undefined) => void = () => {};
      const told = new Promise<Sent | undefined>((resolve) => {
        tell = resolve;
        waiters.add(resolve);
      });
      try {
        const ends = await endsOf(db, [dedupeKey]);
        if (ends.has(dedupeKey)) return ends.get(dedupeKey);
        if (timeoutMs <= 0) return undefined;
        lookLater();
        return await within(timeoutMs, told);
      } finally {
        waiters.delete(tell);
        if (waiters.size === 0) waiting.delete(dedupeKey);
      }
    },
  };
}
