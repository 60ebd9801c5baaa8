import { UserError } from '../errors.ts';

/**
 * What fills a processor or much memory takes turns: one job at a time in this process, so that what it promises about
 * memory holds and interactions keep the other processor. Jobs run in threads or processes of their own, or read much.
 */
export interface HeavyWork {
  /**
   * Runs the job when it is its turn. `short`: a second or so, somebody waits for it. `long`: a whole cohort's; it lets
   * the short ones go first, but not for ever.
   *
   * @throws HeavyWorkFullError at once when too many of its kind wait already.
   */
  run<T>(job: () => Promise<T>, length?: Length): Promise<T>;
}

type Length = 'short' | 'long';

/** Too much waits; whoever asks may try again in a minute. */
export class HeavyWorkFullError extends UserError {
  constructor() {
    super({ key: 'common:error.full' });
  }
}

/** Short jobs that go before a long one at most: so long one round waits while a whole cohort proposes contracts. */
const SHORT_FIRST = 20;

export function createHeavyWork({ maxWaiting = 50 }: { readonly maxWaiting?: number } = {}): HeavyWork {
  const waiting: Record<Length, (() => Promise<void>)[]> = { short: [], long: [] };
  let isBusy = false;
  /** Short jobs since a long one has waited. */
  let before = 0;

  function next(): void {
    if (isBusy) return;
    const isLong = waiting.long.length > 0 && (waiting.short.length === 0 || before >= SHORT_FIRST);
    const job = waiting[isLong ? 'long' : 'short'].shift();
    if (job === undefined) return;
    before = isLong || waiting.long.length === 0 ? 0 : before + 1;
    isBusy = true;
    void job().finally(() => {
      isBusy = false;
      next();
    });
  }

  return {
    run<T>(job: () => Promise<T>, length: Length = 'short'): Promise<T> {
      if (waiting[length].length >= maxWaiting) return Promise.reject(new HeavyWorkFullError());
      const { promise, resolve, reject } = Promise.withResolvers<T>();
      waiting[length].push(() => job().then(resolve, reject));
      next();
      return promise;
    },
  };
}
