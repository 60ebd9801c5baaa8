import type { Member } from '@nexus/simulator';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brokenInvariants } from '../support/invariants.ts';
import { announce, learner } from '../support/teams.ts';
import type { World } from '../support/world.ts';
import { canBrowse, launch, Visitor } from './browser.ts';
import { openStage, type Stage } from './world.ts';

const DAY = 86_400_000;
const QUIET = 13;

/** Teams of two each that have said hello; answers one of them whom a direct message reaches. */
async function standTeams(world: World): Promise<Member> {
  const numbers = Array.from({ length: QUIET }, (_, index) => index + 1);
  const pairs = await Promise.all(
    numbers.map(async (number) => {
      const [owner, guest] = ['Owner', 'Guest'].map((who) =>
        world.guild.addMember({ name: `${who} ${number}` }),
      );
      if (owner === undefined || guest === undefined) throw new Error('nobody came');
      await guest.slash('/profile set', { track: 'frontend', dm: number === 1 });
      await announce(owner, `Shop ${number}`, { with: guest });
      return guest;
    }),
  );
  const { requests } = world.bot.services;
  await world.settle();
  for (const guest of pairs) {
    const [invitation] = await requests.incoming(world.guild.id, guest.id);
    await requests.accept(invitation?.request.id ?? 0, guest.id);
  }
  await world.settle();
  const [first] = pairs;
  if (first === undefined) throw new Error('nobody came');
  return first;
}

describe.runIf(canBrowse)('a coordinator’s day', () => {
  let browser: Browser;
  let stage: Stage;
  let visitor: Visitor;
  let quiet: Member;
  let alone: Member;
  beforeAll(async () => {
    browser = await launch();
    stage = await openStage({ step: DAY, rateLimits: false });
    const { world } = stage;
    await world.staff.slash('/setup channels', { staff: world.guild.createChannel({ name: 'staff' }) });
    alone = await learner(world, 'Zainab', 'backend');
    await announce(alone, 'Still alone');
    quiet = await standTeams(world);
    for (let day = 0; day < 5; day++) await world.advance(DAY);
    visitor = await Visitor.open(browser, stage.address);
    await visitor.actAs(world.staff.name);
  }, 60_000);
  afterAll(async () => {
    await visitor.close();
    await browser.close();
    await stage.world.stop();
  });

  /** What only staff see, the newest. */
  const answer = (): Locator => visitor.messages(/Only you can see this/).last();

  /** Fills the options of a command by name, sends it, and gives its answer. */
  async function command(
    name: string,
    values: Record<string, string> = {},
    chosen: Record<string, string> = {},
  ): Promise<Locator> {
    const before = await visitor.messages(/Only you can see this/).count();
    await visitor.pickCommand(name);
    for (const [option, value] of Object.entries(values)) {
      if ((await visitor.option(option).count()) === 0) await visitor.addOption(option);
      await visitor.option(option).fill(value);
    }
    for (const [option, value] of Object.entries(chosen)) {
      await visitor.addOption(option);
      await visitor.page.getByRole('option', { name: value }).first().click();
    }
    await visitor.page.keyboard.press('Enter');
    await visitor
      .messages(/Only you can see this/)
      .nth(before)
      .waitFor();
    return answer();
  }

  async function press(place: Locator, name: string): Promise<void> {
    await place.getByRole('button', { name, exact: true }).first().click();
  }

  it('sees the quiet teams by name, opens one thread and writes to one learner', async () => {
    const { world } = stage;
    await press(await command('/cohort status'), 'Quiet teams');
    const named = new Set<string>();
    for (let list = visitor.messages('Quiet teams in').last(); ; list = answer()) {
      await list.getByText('team Shop').first().waitFor();
      for (const [, name] of (await list.innerText()).matchAll(/team (Shop \d+)/g)) if (name) named.add(name);
      if ((await list.getByRole('button', { name: 'More', exact: true }).count()) === 0) break;
      const before = await visitor.messages(/Only you can see this/).count();
      await press(list, 'More');
      await visitor
        .messages(/Only you can see this/)
        .nth(before)
        .waitFor();
    }
    expect([...named].toSorted()).toEqual(
      Array.from({ length: QUIET }, (_, n) => `Shop ${n + 1}`).toSorted(),
    );

    const first = visitor.messages('Quiet teams in').first();
    await press(first, 'Write to them');
    const form = visitor.page.getByRole('dialog');
    await form.getByRole('textbox').fill('Is all well? We can help.');
    await form.getByRole('button', { name: 'Submit' }).click();
    await visitor
      .messages('under their next private answer')
      .or(visitor.messages('as a direct message'))
      .last()
      .waitFor();
    await world.settle();

    await first
      .getByRole('link', { name: /Shop 1\b/ })
      .first()
      .click();
    await visitor.page.getByRole('heading', { name: /› Shop 1 ·/ }).waitFor();
    await visitor.place('ProDevProjectNexus').click();
  });

  it('moves the deadline, announces to who has no partner, reads who has read it, and takes the files', async () => {
    const { world } = stage;
    const moved = await command('/cohort edit', { deadline: '2026-12-01' });
    await moved
      .getByText(/1 Dec|December 1|1 December/)
      .first()
      .waitFor();

    const words = { title: 'Partners wanted', body: 'Come to the matching hour on Friday.' };
    const preview = await command('/announcement post', words, { lacking: 'A partner', acknowledge: 'True' });
    await preview.getByText('1 as things stand now').waitFor();
    await press(preview, 'Send');
    await visitor.messages('on its way to each of them').waitFor();
    await world.advance(60_000);
    const home = await alone.slash('/help');
    const read = await alone.select(home.message, 'News from the programme', ['Partners wanted']);
    await alone.click(read.message, 'I have read this');
    await press(visitor.messages('on its way to each of them'), 'Who has read it');
    await visitor.messages('1 has said that they read it').getByText('Zainab').first().waitFor();

    await command('/cohort export');
    await visitor.messages('as CSV files').getByRole('link', { name: /\.zip/ }).first().waitFor();
    expect(await visitor.overflow()).toBe(0);
    expect(quiet.dms().length).toBeGreaterThan(0);
    expect(brokenInvariants(world.databasePath)).toEqual([]);
    expect(world.sim.violations).toEqual([]);
  });
});
