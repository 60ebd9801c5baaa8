import { createTask } from 'node-cron';
import { within } from '../async.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';

/** Something that looks for due rows. It must find by itself what was missed: ticks are lost when the process sleeps. */
export interface Poller {
  readonly name: string;
  /** Shortest time between two starts, in ms; a whole number of seconds. */
  readonly every: number;
  readonly run: () => Promise<void>;
  /** Every process does it for itself; else whoever leads, for all of them. */
  readonly everywhere?: true;
}

export interface Scheduler {
  start(): void;
  /** Starts nothing more and waits for what runs, at most `timeoutMs`. */
  stop(timeoutMs: number): Promise<void>;
  /** One tick by hand, for tests and the demo's fast clock: runs every poller that is due, whoever leads, and waits for it. */
  tick(): Promise<void>;
}

/** How much too early a tick may come, in ms. */
const EARLY = 50;

/**
 * Wakes pollers every second. A poller that still runs is not started again, and does not hold up the others. The
 * schedule itself is rows with due times: a tick that never happened only means that the next one finds more.
 */
export function createScheduler(parts: {
  readonly pollers: readonly Poller[];
  readonly clock: Clock;
  readonly log: Logger;
  /** Whether this process does what only one does at a time. Default: it does. */
  readonly leads?: () => boolean;
}): Scheduler {
  const { pollers, clock, log, leads = () => true } = parts;
  const lastStart = new Map<string, number>();
  const running = new Map<string, Promise<void>>();

  function startDue({ byHand = false } = {}): void {
    const now = clock.now();
    for (const poller of pollers) {
      if (poller.everywhere !== true && !byHand && !leads()) continue;
      const since = now - (lastStart.get(poller.name) ?? -Infinity);
      // Half a second early is due: cron ticks are not exactly a second apart. Negative: the clock was set back.
      if ((since >= 0 && since < poller.every - 500) || running.has(poller.name)) continue;
      lastStart.set(poller.name, now);
      running.set(poller.name, guarded(poller));
    }
  }

  async function guarded(poller: Poller): Promise<void> {
    try {
      await poller.run();
    } catch (error) {
      log.error({ err: error, poller: poller.name }, 'a poller failed; it runs again at its next turn');
    } finally {
      running.delete(poller.name);
    }
  }

  /**
   * What is due on the minute is due at a whole second of our clock. A timer may fire a little early, and a look just
   * before the second would find nothing and leave it for a whole second more.
   */
  function onSecond(): void {
    const ahead = 1_000 - (clock.now() % 1_000);
    if (ahead > EARLY) startDue();
    // That timer may fire early as well.
    else later = setTimeout(onSecond, ahead);
  }

  let later: NodeJS.Timeout | undefined;
  const task = createTask('* * * * * *', onSecond, {
    name: 'pollers',
    noOverlap: true,
    suppressMissedWarning: true,
  });

  return {
    start() {
      void task.start();
    },
    async tick() {
      const before = [...running.values()];
      startDue({ byHand: true });
      await Promise.all(before);
      // What ran already may have looked before our time moved on.
      startDue({ byHand: true });
      await Promise.all(running.values());
    },
    async stop(timeoutMs) {
      await task.destroy();
      clearTimeout(later);
      await within(timeoutMs, Promise.all(running.values()));
    },
  };
}
