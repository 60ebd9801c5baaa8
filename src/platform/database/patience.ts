import { AsyncLocalStorage } from 'node:async_hooks';
import { ServerAwayError } from './away.ts';
import type { Db } from './open.ts';

/** So long does a member wait for a server that is known to be away, whatever is asked of it one after the other, in ms. */
const LONGEST = 2_000;
/** How often those who wait are looked at while it is away, in ms. */
const LOOK_EVERY = 50;

/** Somebody who waits. */
interface Arrival {
  /** Monotonic, in ms. */
  readonly until: number;
  /** They are told that the server is away: what is still asked, as to keep what they typed, must not make them wait anew. */
  isTold: boolean;
}

const arrivals = new AsyncLocalStorage<Arrival | undefined>();

/** Somebody waits from now on for what `act` leads to. */
export function awaited<T>(act: () => T): T {
  return arrivals.run({ until: performance.now() + LONGEST, isTold: false }, act);
}

/** Nobody waits for what `act` does: the outbox. */
export function unawaited<T>(act: () => T): T {
  return arrivals.run(undefined, act);
}

/** Undefined: nobody waits, or their answer was put off, and a server that goes away now is waited for as by anybody. */
function waitingNow(): Arrival | undefined {
  const arrival = arrivals.getStore();
  return arrival?.isTold === false && performance.now() >= arrival.until ? undefined : arrival;
}

/** When (monotonic, ms) whoever waits has waited long enough for a server that is away. */
export function longest(): number {
  return waitingNow()?.until ?? Infinity;
}

/** Whoever waits is told that the server is away. */
export function noteTold(): void {
  const arrival = arrivals.getStore();
  if (arrival !== undefined) arrival.isTold = true;
}

/** What is known of a server, and who waits for it. */
export interface Patience {
  reached(): void;
  lost(error: unknown): void;
  /** What `answer` brings, or {@link ServerAwayError} for whoever has waited long enough while the server is away. */
  keep<T>(answer: Promise<T>): Promise<T>;
}

/**
 * Each wait for the server has an end of its own, but an interaction asks several times, waits behind others who do, and may
 * ask one that has just stopped saying anything: all that together is bounded here, from its arrival.
 */
export function createPatience(): Patience {
  const waiting = new Set<{ readonly arrival: Arrival; readonly fail: (error: Error) => void }>();
  let away: { readonly error: unknown } | undefined;
  let timer: NodeJS.Timeout | undefined;

  function look(): void {
    timer = undefined;
    if (away === undefined || waiting.size === 0) return;
    const now = performance.now();
    for (const { arrival, fail } of waiting) {
      if (now < arrival.until) continue;
      arrival.isTold = true;
      fail(new ServerAwayError(away.error));
    }
    timer = setTimeout(look, LOOK_EVERY).unref();
  }

  return {
    reached() {
      away = undefined;
    },
    lost(error) {
      away = { error };
      if (timer === undefined) look();
    },
    async keep(answer) {
      const arrival = waitingNow();
      if (arrival === undefined) return await answer;
      const { promise: never, reject: fail } = Promise.withResolvers<never>();
      const own = { arrival, fail };
      waiting.add(own);
      if (away !== undefined) timer ??= setTimeout(look, LOOK_EVERY).unref();
      try {
        return await Promise.race([answer, never]);
      } finally {
        waiting.delete(own);
      }
    },
  };
}

const patiences = new WeakMap<Db, Patience>();

/** Undefined: SQLite is never away. */
export function patienceOf(db: Db): Patience | undefined {
  return patiences.get(db);
}

export function setPatience(db: Db, patience: Patience): void {
  patiences.set(db, patience);
}
