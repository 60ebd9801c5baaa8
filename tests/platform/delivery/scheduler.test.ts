import { describe, expect, it, onTestFinished } from 'vitest';
import { createLogger } from '../../../src/platform/log.ts';
import { createScheduler, type Poller } from '../../../src/platform/schedule/scheduler.ts';
import { fakeClock } from './support.ts';

function scheduler(pollers: readonly Poller[]) {
  const clock = fakeClock();
  const made = createScheduler({ pollers, clock, log: createLogger('silent') });
  onTestFinished(() => made.stop(0));
  return { clock, scheduler: made };
}

describe('the scheduler', () => {
  it('runs each poller at its own pace', async () => {
    const runs: string[] = [];
    const { clock, scheduler: made } = scheduler([
      { name: 'second', every: 1_000, run: async () => void runs.push('second') },
      { name: 'minute', every: 60_000, run: async () => void runs.push('minute') },
    ]);
    for (let second = 0; second < 120; second += 1) {
      await made.tick();
      clock.advance(1_000);
    }
    expect(runs.filter((name) => name === 'second')).toHaveLength(120);
    expect(runs.filter((name) => name === 'minute')).toHaveLength(2);
  });

  it('does not start a poller that still runs, and lets the others go on', async () => {
    const runs: string[] = [];
    const slow = Promise.withResolvers<void>();
    const twice = Promise.withResolvers<void>();
    const made = createScheduler({
      pollers: [
        {
          name: 'slow',
          every: 1_000,
          run: () => {
            runs.push('slow');
            return slow.promise;
          },
        },
        {
          name: 'quick',
          every: 1_000,
          run: async () => {
            if (runs.push('quick') === 3) twice.resolve();
          },
        },
      ],
      clock: { now: () => Date.now() },
      log: createLogger('silent'),
    });
    onTestFinished(() => made.stop(0));
    made.start();
    await twice.promise;
    expect(runs).toEqual(['slow', 'quick', 'quick']);
    const ticked = made.tick();
    slow.resolve();
    // It may have looked before the time moved on, which whoever ticks by hand wants done.
    await ticked;
    expect(runs).toEqual(['slow', 'quick', 'quick', 'slow', 'quick']);
  });

  it('by hand, does one after the other in their order, and begins nothing else meanwhile', async () => {
    const said: string[] = [];
    const second = Promise.withResolvers<void>();
    let now = 0;
    const long = (name: string, until?: Promise<void>): Poller => ({
      name,
      every: 60_000,
      async run() {
        said.push(`${name} begins`);
        await (until ?? new Promise((resolve) => setImmediate(resolve)));
        said.push(`${name} ends`);
      },
    });
    const made = createScheduler({
      pollers: [long('first', second.promise), long('next'), long('last')],
      // The schedule asks for the time when the second begins.
      clock: {
        now() {
          if (said.length === 1) second.resolve();
          return (now += 1);
        },
      },
      log: createLogger('silent'),
    });
    onTestFinished(() => made.stop(0));
    made.start();
    const before = Promise.withResolvers<void>();
    const ticked = made.tick(() => before.promise);
    expect(said).toEqual([]);
    before.resolve();
    await ticked;
    expect(said).toEqual([
      'first begins',
      'first ends',
      'next begins',
      'next ends',
      'last begins',
      'last ends',
    ]);
  });

  it('by hand, does not keep a process from what each does for itself: what it waits for may need that', async () => {
    const said: string[] = [];
    const alive = Promise.withResolvers<void>();
    const { scheduler: made } = scheduler([
      { name: 'waits', every: 60_000, run: () => alive.promise.then(() => void said.push('goes on')) },
      {
        name: 'alive',
        every: 60_000,
        everywhere: true,
        async run() {
          said.push('alive');
          alive.resolve();
        },
      },
    ]);
    made.start();
    await made.tick();
    expect(said).toEqual(['alive', 'goes on']);
  });

  it('goes on after a poller failed and after the clock was set back', async () => {
    let runs = 0;
    const { clock, scheduler: made } = scheduler([
      {
        name: 'broken',
        every: 10_000,
        run: async () => {
          runs += 1;
          throw new Error('no');
        },
      },
    ]);
    await made.tick();
    clock.advance(10_000);
    await made.tick();
    clock.advance(-3_600_000);
    await made.tick();
    expect(runs).toBe(3);
  });

  it('is woken by the real clock once started, and not after stop', async () => {
    let runs = 0;
    let ran: () => void = () => {};
    const once = new Promise<void>((resolve) => {
      ran = resolve;
    });
    const made = createScheduler({
      pollers: [
        {
          name: 'p',
          every: 1_000,
          run: async () => {
            runs += 1;
            ran();
          },
        },
      ],
      clock: { now: () => Date.now() },
      log: createLogger('silent'),
    });
    made.start();
    await once;
    await made.stop(100);
    expect(runs).toBe(1);
  });
});
