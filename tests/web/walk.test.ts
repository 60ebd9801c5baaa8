import type { Member } from '@nexus/simulator';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inFull } from '../support/counts.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { askIn } from '../support/learners.ts';
import { CHECKS } from '../support/promise-checks.ts';
import { PROMISES, type PromiseName } from '../support/promises.ts';
import { announce, learner } from '../support/teams.ts';
import { type Walk, walker } from '../support/walker.ts';
import { canBrowse, launch, Visitor } from './browser.ts';
import { openStage, type Stage } from './world.ts';

/** A phone as most learners have it. */
const PHONE = { width: 390, height: 844 };
/** The bot wakes so often while the days go by, in ms. */
const STEP = 6 * 3_600_000;
const DIRECT = { name: /^Direct messages/, box: /^Message Nexus$/ };
const SERVER = { name: /^ALX ProDev/, box: /^Message #/ };
const IN_ENGLISH = ['Add my hours', 'Weekday evenings, 18:00-21:00', 'Write to me directly'] as const;

// The same three weeks as in tests/e2e/walk.test.ts; on the page they take 25 s of a processor.
describe.runIf(canBrowse && inFull)('three weeks on a phone', () => {
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
  async function open({ name, box }: { name: RegExp; box: RegExp }): Promise<void> {
    await visitor.button(/^Channels/).click();
    await visitor.page.getByRole('button', { name }).first().click();
    // Until then the page shows where they were.
    await visitor.page.getByRole('textbox', { name: box }).waitFor();
  }

  async function announces(title: string): Promise<void> {
    await (await help()).getByRole('button', { name: 'Announce my project' }).click();
    const form = visitor.page.getByRole('dialog');
    await form.getByLabel(/^Title/).fill(title);
    await form.getByLabel(/^Brief/).click();
    await visitor.page.getByRole('option', { name: 'E-Commerce' }).click();
    await form.getByLabel(/What will it do/).fill('Orders, carts and payments for a small shop.');
    await answerTo(() => form.getByRole('button', { name: 'Submit' }).click());
  }

  /** Presses the button that opens a form, and sends it as it is. */
  async function asks(place: Locator, name: string): Promise<Locator> {
    await place.getByRole('button', { name, exact: true }).first().click();
    return await answerTo(() =>
      visitor.page.getByRole('dialog').getByRole('button', { name: 'Submit' }).click(),
    );
  }

  /** Somebody is asked by as many as may ask, the last of them while Efua reads who fits; then one takes it back. */
  async function waitsForRoom({ world }: Stage): Promise<void> {
    const gift = await learner(world, 'Gift', 'frontend');
    const askers = await Promise.all([1, 2, 3, 4, 5].map((n) => learner(world, `Asker ${n}`, 'backend')));
    const ask = async (asker: Member) => askIn(await asker.slash('/find-partner'), asker, gift);
    for (const asker of askers) await announce(asker, `${asker.name} API`);
    for (const asker of askers.slice(1)) await ask(asker);
    stage.comes('Efua Mensah');
    await visitor.actAs('Efua Mensah');
    await joins('I build the backend', IN_ENGLISH);
    await announces('Todo API');
    const found = await press(await help(), 'Find a partner');
    for (const asker of askers.slice(0, 1)) await ask(asker);
    const refused = await asks(found, 'Ask');
    await (await press(refused, 'Tell me when free')).getByText('You will be told once').waitFor();
    await askers[2]?.slash('/partner cancel');
    await world.advance(60_000);
    await open(DIRECT);
    await asks(visitor.messages('you can ask').last(), 'Ask');
    await open(SERVER);
  }

  /** Takes the project back and announces it again as it was: the one command she types. */
  async function announcesAgain(): Promise<void> {
    await visitor.pickCommand('/project status');
    await visitor.option('status').pressSequentially('with');
    await visitor.page.getByRole('option', { name: /^Withdrawn/ }).click();
    const sure = await answerTo(() => visitor.option('status').press('Enter'));
    await sure.getByText('You can announce it again later, filled in.').waitFor();
    await sure.getByRole('button', { name: 'Withdraw', exact: true }).click();
    await asks(visitor.messages('is withdrawn').last(), 'Announce it again, filled in');
  }

  /** Mutes a step from its letter, and thinks better of it. */
  async function mutes(who: string): Promise<void> {
    await visitor.actAs(who);
    await open(DIRECT);
    await visitor.messages('Mute this').last().getByRole('button', { name: 'Mute this' }).click();
    const muted = visitor.messages('Remind me again').last();
    await muted.getByRole('button', { name: 'Remind me again' }).click();
    await visitor.messages('You will be reminded of that again').last().waitFor();
    await open(SERVER);
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
    await joins('I build the backend', IN_ENGLISH);
    await announces('Shop API');

    await visitor.actAs('Binta Sow');
    await joins('Je construis le frontend', [
      'Ajouter mes heures',
      'Soirs de semaine, 18:00-21:00',
      'Écris-moi directement',
    ]);

    await visitor.actAs('Ada Obi');
    const found = await press(await help(), 'Find a partner');
    await asks(found, 'Ask');

    await visitor.actAs('Binta Sow');
    await open(DIRECT);
    await press(visitor.messages('Accepter').last(), 'Accepter');
    for (const who of ['Ada Obi', 'Binta Sow', 'Tunde Bello']) {
      await visitor.actAs(who);
      await open(SERVER);
      await help();
      await daysPass(7);
      await help();
      if (who === 'Ada Obi') {
        await waitsForRoom(stage);
        await announcesAgain();
      }
      if (who === 'Binta Sow') await mutes('Efua Mensah');
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
