/**
 * What fills a processor or much memory takes turns: one job at a time in this process, so that what it promises about
 * memory holds and interactions keep the other processor. Jobs run in threads or processes of their own.
 */
export interface HeavyWork {
  /**
   * Runs the job when those before it are done.
   *
   * @throws HeavyWorkFullError at once when too many wait already.
   */
  run<T>(job: () => Promise<T>): Promise<T>;
}

/** Too much waits; whoever asks may try again in a minute. */
export class HeavyWorkFullError extends Error {
  override readonly name = 'HeavyWorkFullError';
}

export function createHeavyWork({ maxWaiting = 50 }: { readonly maxWaiting?: number } = {}): HeavyWork {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return {
    async run<T>(job: () => Promise<T>): Promise<T> {
      if (waiting > maxWaiting) throw new HeavyWorkFullError('Too many heavy jobs are waiting.');
      waiting += 1;
      const result = last.then(job);
      last = result.catch(() => {}).finally(() => (waiting -= 1));
      return await result;
    },
  };
}
