import { type Channel, type Member, type Message, text } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { brokenInvariants } from '../../support/invariants.ts';
import { announce, askIn, cardOf, learner, said } from '../../support/learners.ts';
import { createWorld, type World } from '../../support/world.ts';

const DAY = 86_400_000;

let world: World;
let ada: Member;
let binta: Member;
let chidi: Member;
let staffRoom: Channel;

beforeAll(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
  staffRoom = world.guild.createChannel({ name: 'staff' });
  await world.staff.slash('/setup channels', { staff: staffRoom });
  ada = await learner(world, 'Ada', 'backend');
  binta = await learner(world, 'Binta', 'frontend');
  chidi = await learner(world, 'Chidi', 'frontend');
  await announce(world, ada, 'Market');
});
afterAll(() => world.stop());

// What only staff read as an answer aside.
const staffReads = (): Message[] => world.staff.sees(staffRoom).filter(({ flags }) => (flags & 64) === 0);

async function report(member: Member, reason: string): Promise<string> {
  const details = await member.click(cardOf(world, 'Market'), 'Details');
  const form = await member.click(details.message, 'Report');
  return said(await member.submitModal(form, { reason }));
}

it('makes one case of what several report, in one message that is edited in place', async () => {
  // Discord takes its time with the message: what is reported meanwhile is in it too.
  const slow = { method: 'POST', route: new RegExp(`^/channels/${staffRoom.id}/messages$`) };
  world.sim.faults.next(slow, { kind: 'delay', ms: 1_000 });
  expect(await report(binta, 'It sells answers')).toContain('Thank you');
  await world.sim.until(() => world.sim.faults.pending === 0);
  expect(await report(chidi, 'The same')).toContain('Thank you');
  expect(await report(chidi, 'Once more')).toContain('already');
  await world.settle();
  const lists = staffReads().filter((message) => text(message).includes('report'));
  expect(lists).toHaveLength(1);
  expect(text(lists[0] as Message)).toContain('1 report is open');
  expect(text(lists[0] as Message)).toContain('reported by 2 people');

  // What it said when it was reported stays, whatever its author makes of it.
  const summary = 'Something else, long enough for a summary.';
  const form = await ada.slash('/project edit');
  await ada.submitModal(form, { summary });
  const one = await world.staff.select(lists[0] as Message, 'Open one', ['Project Market']);
  expect(said(one)).toContain('A summary that is long enough');
  expect(said(one)).not.toContain(summary);
  expect(said(one)).toContain('It sells answers');
  await world.staff.click(one.message, 'Nothing is wrong');
  await world.settle();
  expect(text(staffReads().at(-1) as Message)).toContain('No report is open');
  expect(said(await binta.slash('/help'))).toContain('found nothing wrong');
  expect(said(await world.staff.click(one.message, 'Nothing is wrong'))).toContain('closed already');
});

it('one case of many: its reports fit into a card, and everybody who made one hears how it ended', async () => {
  const many = await Promise.all(
    Array.from({ length: 25 }, (_, number) => learner(world, `Reader ${number}`, 'frontend')),
  );
  for (const member of many)
    expect(await report(member, `${'*_~'.repeat(160)} ${member.name}`)).toContain('Thank you');
  const cases = await world.staff.slash('/moderate cases');
  expect(said(cases)).toContain('reported by 25 people');
  const one = await world.staff.select(cases.message, 'Open one', ['Project Market']);
  expect(said(one)).toContain('and 15 more');
  await world.staff.click(one.message, 'Dealt with');
  await world.settle();
  for (const member of many) expect(said(await member.slash('/help'))).toContain('dealt with it');
  expect(world.sim.violations).toEqual([]);
});

it('what is open is counted, also what the list has no room for', async () => {
  const reporters = await Promise.all(
    ['Hana', 'Ines', 'Jide'].map((name) => learner(world, name, 'frontend')),
  );
  for (let number = 0; number < 13; number++) {
    const title = `${number} ${'*_'.repeat(38)}`;
    await announce(world, await learner(world, `Owner ${number}`, 'backend'), title);
    const card = world.staff
      .sees(world.projects)
      .findLast((message) => text(message).startsWith(`### ${number} `));
    const reporter = reporters[number % reporters.length] as Member;
    const details = await reporter.click(card as Message, 'Details');
    await reporter.submitModal(await reporter.click(details.message, 'Report'), { reason: 'Spam' });
  }
  await world.settle();
  const list = staffReads().find((message) => text(message).includes('13 reports are open'));
  expect(text(list as Message)).toContain('1 more is listed once one of these is closed');
  expect(said(await world.staff.slash('/moderate cases'))).toContain('13 reports are open');
  expect(world.sim.violations).toEqual([]);
});

it('nobody reports their own, and members see no report', async () => {
  const details = await ada.click(cardOf(world, 'Market'), 'Details');
  expect(text(details.message)).not.toContain('Report');
  expect(said(await binta.slash('/moderate cases'))).toContain('staff');
});

it('ends what they ask for, tells them why and until when, and lets them ask once for another look', async () => {
  const search = await binta.slash('/find-partner');
  await askIn(search, binta, ada, 'Shall we?').catch(() => undefined);
  await binta.click(cardOf(world, 'Market'), 'Team up');
  await world.settle();
  const blocked = await world.staff.slash('/moderate block', {
    member: binta,
    reason: 'Three people complained',
    days: 7,
  });
  expect(said(blocked)).toContain('may not ask and post until');
  await world.settle();
  expect(said(await ada.slash('/partner requests'))).toContain('No open requests');
  const refused = await binta.slash('/announce-project', {
    title: 'Shop',
    brief: 'ecommerce',
    summary: 'A summary that is long enough to be accepted.',
  });
  expect(said(refused)).toContain('Three people complained');
  expect(said(refused)).toMatch(/until <t:\d+:f>/);
  for (const press of [
    () => binta.click(cardOf(world, 'Market'), 'Team up'),
    () => binta.slash('/progress', { update: 'Done', hours: 1 }),
  ])
    expect(said(await press())).toContain('Three people complained');
  // What is theirs alone goes on.
  expect(said(await binta.slash('/profile show'))).toContain('Your profile');
  // It is no break of hers, which she could end.
  const home = await binta.slash('/help');
  expect(said(home)).toContain('Three people complained');
  expect(said(home)).not.toMatch(/break|I am back/);
  // Nobody finds them.
  await announce(world, ada, 'Cinema', { brief: 'movie-recommendation' }).catch(() => undefined);
  expect(said(await ada.slash('/find-partner', { 'any-brief': true }))).not.toContain(binta.mention);

  const form = await binta.click(refused.message, 'Ask for another look');
  expect(said(await binta.submitModal(form, { appeal: 'It was a joke' }))).toContain('Staff read it');
  expect(said(await binta.click(refused.message, 'Ask for another look'))).toContain('already');
  await world.settle();
  const asked = staffReads().at(-1) as Message;
  expect(text(asked)).toContain('It was a joke');
  // What all of staff read stays in the server's language, whoever of them answers.
  world.staff.locale = 'fr';
  await world.staff.click(asked, 'It stays');
  world.staff.locale = 'en-GB';
  expect(text(asked)).toBe(
    `${world.staff.mention} has looked again: it stays for ${binta.mention}, who reads so.`,
  );
  expect(said(await binta.slash('/help'))).toContain('it stays as it is');
});

it('also refuses what they had typed before, once the question about it is answered', async () => {
  const dayo = world.guild.addMember({ name: 'Dayo' });
  const asked = await dayo.slash('/find-partner');
  await world.staff.slash('/moderate block', { member: dayo, reason: 'Rude to others' });
  expect(said(await dayo.click(asked.message, 'Backend'))).toContain('Rude to others');
  await world.staff.slash('/moderate unblock', { member: dayo });
  expect(said(await dayo.click(asked.message, 'Backend'))).toContain('people fit');
});

it('ends by itself, and what staff did stands in the audit', async () => {
  await world.advance(7 * DAY + 60_000);
  const home = await binta.slash('/help');
  expect(said(home)).toContain('You can ask and post again');
  expect(said(await binta.click(cardOf(world, 'Market'), 'Team up'))).not.toContain('complained');
  await world.staff.slash('/moderate block', { member: chidi, reason: 'Spam' });
  expect(said(await world.staff.slash('/moderate unblock', { member: chidi }))).toContain('can ask and post');
  expect(said(await world.staff.slash('/moderate unblock', { member: chidi }))).toContain(
    'Nothing is paused',
  );
  const audit = said(await world.staff.slash('/moderate audit', { member: binta }));
  expect(audit).toContain("took somebody's right");
  expect(audit).toContain('looked again');
  // In the reader's own language, what belongs to it too.
  world.staff.locale = 'fr';
  const french = said(await world.staff.slash('/moderate audit'));
  expect(french).toContain('issue\u00a0: rien à redire');
  expect(french).not.toMatch(/outcome|kept|until/);
  expect(brokenInvariants(world.databasePath)).toEqual([]);
});
