import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brokenInvariants } from '../support/invariants.ts';
import { CHECKS } from '../support/promise-checks.ts';
import { PROMISES, type PromiseName } from '../support/promises.ts';
import { type Walk, walker } from '../support/walker.ts';
import { canBrowse, launch, Visitor } from './browser.ts';
import { openStage, type Stage } from './world.ts';

/** A phone as most learners have it. */
const PHONE = { width: 390, height: 844 };
/** The bot wakes so often while the days go by, in ms. */
const STEP = 6 * 3_600_000;

describe.runIf(canBrowse)('three weeks on a phone', () => {
  let browser: Browser;
  let stage: Stage;
  let visitor: Visitor;
  beforeAll(async () => {
    browser = await launch();
    stage = await openStage({ step: STEP, rateLimits: false });
    visitor = await Visitor.open(browser, stage.address, PHONE);
  });
  afterAll(async () => {
    await visitor.close();
    await browser.close();
    await stage.world.stop();
  });

  /** Answers that only this person sees, in their language. */
  const answers = (): Locator => visitor.messages(/Only you can see this/);

  /** Does something and waits for its answer. */
  async function answerTo(act: () => Promise<void>): Promise<Locator> {
    const before = await answers().count();
    await act();
    await answers().nth(before).waitFor();
    expect(await visitor.overflow()).toBe(0);
    return answers().nth(before);
  }

  /** Counts the answers only when the command is picked: by then the page shows those of whoever acts now. */
  async function types(command: string): Promise<Locator> {
    await visitor.pickCommand(command);
    return await answerTo(() => visitor.page.keyboard.press('Enter'));
  }

  /** They type nothing but this. */
  const help = (): Promise<Locator> => types('/help');

  const press = (place: Locator, name: string): Promise<Locator> =>
    answerTo(() => place.getByRole('button', { name, exact: true }).click());

  async function joins(side: string, [add, evenings, dm]: readonly [string, string, string]): Promise<void> {
    const joined = await press(await help(), side);
    await (await press(joined, add)).getByRole('button', { name: evenings, exact: true }).click();
    await visitor
      .messages(/Added: |Ajouté/)
      .last()
      .waitFor();
    await press(joined, dm);
  }

  /** A phone shows the list of servers and channels over the page. */
  async function openServer(name: RegExp): Promise<void> {
    await visitor.button(/^Channels/).click();
    await visitor.page.getByRole('button', { name }).first().click();
    await visitor.box.waitFor();
  }

  async function daysPass(count: number): Promise<void> {
    for (let day = 0; day < count; day++) {
      const button = visitor.page.getByRole('button', { name: '+1 day' });
      await button.click();
      await visitor.page.locator('.time:not(.moving)').waitFor();
    }
  }

  it('two learners, a mentor and staff type nothing but /help: every answer leads on, what was promised came', async () => {
    const { ada, binta, tunde, world } = stage;
    await visitor.actAs('Tunde Bello');
    await press(visitor.messages('Start here'), 'I mentor');
    await visitor.actAs(world.staff.name);
    const cohorts = await types('/cohort list');
    await cohorts.getByRole('button', { name: 'Confirm Tunde Bello' }).click();
    await visitor.messages('mentors in').last().waitFor();
    await visitor.actAs('Tunde Bello');
    await help();

    await visitor.actAs('Ada Obi');
    await joins('I build the backend', [
      'Add my hours',
      'Weekday evenings, 18:00-21:00',
      'Write to me directly',
    ]);
    await (await help()).getByRole('button', { name: 'Announce my project' }).click();
    const form = visitor.page.getByRole('dialog');
    await form.getByLabel(/^Title/).fill('Shop API');
    await form.getByLabel(/^Brief/).click();
    await visitor.page.getByRole('option', { name: 'E-Commerce' }).click();
    await form.getByLabel(/What will it do/).fill('Orders, carts and payments for a small shop.');
    await answerTo(() => form.getByRole('button', { name: 'Submit' }).click());

    await visitor.actAs('Binta Sow');
    await joins('Je construis le frontend', [
      'Ajouter mes heures',
      'Soirs de semaine, 18:00-21:00',
      'Écris-moi directement',
    ]);

    await visitor.actAs('Ada Obi');
    const found = await press(await help(), 'Find a partner');
    await found.getByRole('button', { name: 'Ask' }).click();
    await answerTo(() => visitor.page.getByRole('dialog').getByRole('button', { name: 'Submit' }).click());

    await visitor.actAs('Binta Sow');
    await openServer(/^Direct messages/);
    await press(visitor.messages('Accepter').last(), 'Accepter');
    for (const who of ['Ada Obi', 'Binta Sow', 'Tunde Bello']) {
      await visitor.actAs(who);
      await openServer(/^ALX ProDev/);
      await help();
      await daysPass(7);
      await help();
    }

    const walk: Walk = { world, given: [], faults: [], heard: [], people: [] };
    for (const person of [ada, binta, tunde, world.staff].map((member) => walker(walk, member))) {
      const channel = world.projects;
      for (const message of person.member.sees(channel)) {
        if ((message.flags & 64) !== 0) person.judge(message, 'on the page');
      }
    }
    for (const given of walk.given) {
      const name = given.promise as PromiseName;
      if (!CHECKS[name](given, walk, STEP)) walk.faults.push(`${PROMISES[name]} It did not: ${given.words}`);
    }
    expect([...new Set(walk.faults)]).toEqual([]);
    expect(walk.given.map(({ promise }) => promise)).toContain('answer-reaches-asker');
    expect(brokenInvariants(world.databasePath)).toEqual([]);
  }, 240_000);
});
