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
  /**
   * One tick by hand, for tests and the demo's fast clock: what is due is done one after the other, in the order of the
   * features, whoever leads, once `before` has come about. The schedule begins nothing meanwhile but what each process does
   * for itself: where two compete, as for a member's one ping of the day, the same one is first each time.
   */
  tick(before?: () => Promise<void>): Promise<void>;
}

/** How much too early a tick may come, in ms. */
const EARLY = 50;
/** How much too early a poller is started, in ms: cron ticks are not exactly a second apart. */
const TOLERANCE = 500;
/** What is looked for each second is looked for whenever somebody ticks by hand. */
const EACH_SECOND = 1_000;

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
  let ticking = 0;
  let isStopped = false;

  function isDue({ name, every }: Poller): boolean {
    const since = clock.now() - (lastStart.get(name) ?? -Infinity);
    // Negative: the clock was set back.
    return since < 0 || since >= every - TOLERANCE;
  }

  function start(poller: Poller): Promise<void> {
    lastStart.set(poller.name, clock.now());
    const run = guarded(poller);
    running.set(poller.name, run);
    return run;
  }

  function startDue(): void {
    for (const poller of pollers) {
      // What a tick by hand waits for may wait for these: a process that says no more that it lives may send nothing.
      if (ticking > 0 && poller.everywhere !== true) continue;
      const isOurs = poller.everywhere === true || leads();
      if (isOurs && isDue(poller) && !running.has(poller.name)) void start(poller);
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
    async tick(before) {
      ticking += 1;
      try {
        await before?.();
        // What runs already may have looked before our time moved on.
        await Promise.all(running.values());
        for (const poller of pollers) {
          await running.get(poller.name);
          if (isStopped) return;
          if (isDue(poller) || poller.every === EACH_SECOND) await start(poller);
        }
      } finally {
        ticking -= 1;
      }
    },
    async stop(timeoutMs) {
      isStopped = true;
      await task.destroy();
      clearTimeout(later);
      await within(timeoutMs, Promise.all(running.values()));
    },
  };
}
