import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { Bench } from '../simulator/support.ts';
import { launch, Visitor } from './browser.ts';

/** A bot of the test's own for each test, and whoever opens the page beside it. */
export interface Stage {
  bench: Bench;
  visitor: Visitor;
  open(): Promise<Visitor>;
  /** Runs /go and hands over what the bot got. */
  go(): ReturnType<Bench['bot']['interaction']>;
}

/** To be called in a `describe`: it makes the stage before each test and clears it away after. */
export function pageStage(): Stage {
  let browser: Browser;
  const stage = {
    async open() {
      stage.visitor = await Visitor.open(browser, stage.bench.sim.pageAddress);
      return stage.visitor;
    },
    async go() {
      await stage.visitor.pickCommand('/go');
      await stage.visitor.page.keyboard.press('Enter');
      return await stage.bench.bot.interaction();
    },
  } as Stage;
  beforeAll(async () => {
    browser = await launch();
  });
  beforeEach(async () => {
    const bench = await Bench.start({ page: { people: () => [{ id: bench.alice.id, note: 'somebody' }] } });
    stage.bench = bench;
    await bench.register(
      { name: 'go', description: 'Does it' },
      { name: 'Note this', type: 3 },
      { name: 'Greet', type: 2 },
    );
  });
  afterEach(async () => {
    try {
      await stage.visitor.close();
    } finally {
      await stage.bench.stop();
    }
  });
  afterAll(async () => {
    await browser.close();
  });
  return stage;
}
