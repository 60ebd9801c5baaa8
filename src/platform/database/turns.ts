import { CONNECTIONS } from './address.ts';
import { ServerAwayError } from './away.ts';

/** How long a query waits for its turn when all connections are in use, in ms: a deferred answer may take that long. */
const TURN = 15_000;

/**
 * So many are in use at once unless somebody waits for longer, in ms: a connection that is seldom asked answers late, because
 * each plans every statement for itself, the first times over and over.
 */
const FEW = 2;
const MORE_AFTER = 10;

/** When the server has no connection for us, another one is tried for after so long, in ms. */
const FULL = 500;

export interface Turns {
  /** Takes a turn for what `act` gives, which is given back by whoever has it; undefined: there is none just now. */
  during<T>(act: () => Promise<T | undefined>): Promise<T>;
  giveBack(): void;
  /** Whoever waits is told why in vain. */
  refuse(error: unknown): void;
}

/** Who waits for a free connection, in order: pg gives those as little time as one that does not come about. */
export function createTurns(): Turns {
  let free = FEW;
  /** How many there may be besides. */
  let more = CONNECTIONS - FEW;
  const waiting = new Set<{ readonly go: () => void; readonly fail: (error: unknown) => void }>();

  function fail(all: Iterable<{ readonly fail: (error: unknown) => void }>, error: unknown): void {
    for (const each of all) each.fail(new ServerAwayError(error));
  }

  function giveBack(): void {
    const [next] = waiting;
    if (next === undefined) {
      if (free < FEW) free += 1;
      else more += 1;
      return;
    }
    waiting.delete(next);
    next.go();
  }

  async function take(patience: number): Promise<void> {
    if (free > 0) {
      free -= 1;
      return;
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const own = { go: resolve, fail: reject };
    waiting.add(own);
    /** What has been answered meanwhile is read first: whoever waits may have had to wait for us alone. */
    const another = setTimeout(() => setImmediate(open), MORE_AFTER);
    function open(): void {
      if (more === 0 || !waiting.delete(own)) return;
      more -= 1;
      resolve();
    }
    const timer = setTimeout(() => fail([own], new Error('all connections are in use')), patience);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      clearTimeout(another);
      waiting.delete(own);
    }
  }

  return {
    async during(act) {
      for (const end = performance.now() + TURN; ; ) {
        await take(end - performance.now());
        try {
          const got = await act();
          if (got !== undefined) return got;
        } catch (error) {
          giveBack();
          throw error;
        }
        // There are fewer turns for a while; who has one of the others gives it on.
        setTimeout(giveBack, FULL).unref();
      }
    },
    giveBack,
    refuse(error) {
      fail(waiting, error);
      waiting.clear();
    },
  };
}
