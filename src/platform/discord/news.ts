import type { Logger } from '../log.ts';

/** What Discord tells outside interactions, as a server that came or a channel that is gone: worked on beside the rest. */
export interface News {
  /** Lets it go on; when it fails that is logged as `failed`. */
  take(work: Promise<unknown>, failed: string): void;
  /** Nothing of it is under way. */
  settled(): Promise<void>;
}

/** Whoever closes the database waits for it: Discord tells none of it a second time. */
export function createNews(log: Logger): News {
  const underWay = new Set<Promise<void>>();
  return {
    take(work, failed) {
      const ended = work.then(
        () => undefined,
        (error: unknown) => log.error({ err: error }, failed),
      );
      underWay.add(ended);
      void ended.then(() => underWay.delete(ended));
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
