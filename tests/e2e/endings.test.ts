import { deepEqual } from 'node:assert/strict';
import { buttons, type Member, type Message, type Reply, text } from '@nexus/simulator';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { brokenInvariants } from '../support/invariants.ts';
import { announce, cardOf, learner, said } from '../support/learners.ts';
import { findIn, joins, lettersTo, rowsOf, threadOf } from '../support/pairs.ts';
import { badManners } from '../support/requests.ts';
import { createWorld, type World } from '../support/world.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const DM = { dm: true, timezone: 'Africa/Lagos' };

let world: World;
/** Kinds of deliveries that a test lets fail. */
let givenUp: string[] = [];
beforeEach(async () => {
  givenUp = [];
  world = await createWorld({ simulator: { rateLimits: false } });
});
afterEach(async () => {
  // Who can be matched no more is off the waiting list within a second.
  await world.advance(2_000);
  const problems = [...brokenInvariants(world.databasePath), ...badManners(world.sim)];
  const isLetGo = (problem: string) => givenUp.some((kind) => problem.includes(`"kind":"${kind}"`));
  deepEqual(
    problems.filter((problem) => !isLetGo(problem)),
    [],
  );
  await world.stop();
});

async function couple(more: Record<string, string | number> = {}): Promise<{ ada: Member; kofi: Member }> {
  const ada = await learner(world, 'Ada', 'backend', DM);
  await announce(world, ada, 'Shop', more);
  const kofi = await learner(world, 'Kofi', 'frontend', DM);
  await joins(world, kofi, ada, 'Shop');
  return { ada, kofi };
}

async function leaves(member: Member): Promise<Reply> {
  const asked = await member.slash('/team leave');
  const left = await member.click(asked.message, 'Leave the team');
  await world.settle();
  return left;
}

function labels(message: Message): string[] {
  return buttons(message).map(({ label }) => label ?? '');
}

/** What a modal shows, by the name of its fields. */
function filled(reply: Reply): Record<string, string | undefined> {
  const fields = reply.modal.components.flatMap(({ component }) => component ?? []);
  return Object.fromEntries(
    fields.map((each) => {
      const {
        custom_id: name = '',
        value,
        options,
      } = each as {
        custom_id?: string;
        value?: string;
        options?: { value: string; default?: boolean }[];
      };
      return [name, value ?? options?.find((option) => option.default === true)?.value];
    }),
  );
}

it('"I withdrew and left": Kofi hears both and has the place back', async () => {
  const { ada, kofi } = await couple();
  const asked = await ada.slash('/project status', { status: 'withdrawn' });
  expect(said(asked)).toContain('Withdraw **Shop**?');
  expect(said(asked)).toContain(kofi.mention);
  expect(said(asked)).toContain('/team handover');
  await ada.click(asked.message, 'Withdraw');
  await world.settle();
  expect(lettersTo(kofi)).toContain(`${ada.mention} has withdrawn **Shop**. You are a team still`);
  expect(labels(kofi.dms().at(-1) as Message)).toEqual(['Announce my own, filled in', 'Leave the team']);
  await leaves(ada);
  expect(lettersTo(kofi)).toContain(`${ada.mention} has left **Shop**, so your place is free again`);
  expect(rowsOf(world, 'select user_id from cohort_members where teams_taken > 0')).toEqual([]);
  expect(rowsOf(world, 'select id from projects where team_id is not null')).toEqual([]);
  const eve = await learner(world, 'Eve', 'backend', DM);
  await announce(world, eve, 'Next Shop');
  await joins(world, kofi, eve, 'Next Shop');
  expect(text(cardOf(world, 'Next Shop'))).toContain(kofi.mention);
});

it('"I withdrew by mistake": it asks first, and what is withdrawn is announced again filled in', async () => {
  const ada = await learner(world, 'Ada', 'backend');
  await announce(world, ada, 'Shop', {
    stack: 'Django, Redis',
    repo: 'https://example.org/shop',
    api: 'rest',
  });
  const asked = await ada.slash('/project status', { status: 'withdrawn' });
  expect(said(await ada.click(asked.message, 'Keep it'))).toContain('stays as it is');
  await world.settle();
  expect(text(cardOf(world, 'Shop'))).toContain('looks for 1 frontend partner');

  const again = await ada.slash('/project status', { status: 'withdrawn' });
  const done = await ada.click(again.message, 'Withdraw');
  await world.settle();
  const modal = await ada.click(done.message, 'Announce it again, filled in');
  expect(filled(modal)).toMatchObject({
    title: 'Shop',
    brief: 'ecommerce',
    summary: 'A summary that is long enough to be accepted.',
    stack: 'Django, Redis',
    links: 'https://example.org/shop',
  });
  const announced = await ada.submitModal(modal, {});
  expect(said(announced)).toContain('Announced: **Shop**');
  await world.settle();
  const cards = ada
    .sees(world.projects)
    .map(text)
    .filter((words) => words.startsWith('### Shop'));
  expect(cards.map((words) => words.includes('withdrawn'))).toEqual([true, false]);
  expect(cards[1]).toContain('REST');
  expect(cards[1]).not.toContain('Goes on from');
});

it('"je retire et je pars": un clic, et chacun a sa place', async () => {
  const { ada, kofi } = await couple();
  ada.locale = 'fr';
  const asked = await ada.slash('/project status', { status: 'withdrawn' });
  expect(said(asked)).toContain('Retirer **Shop**\u00A0?');
  const done = await ada.click(asked.message, "Retirer et quitter l'équipe");
  expect(said(done)).toContain('chacun a retrouvé sa place');
  await world.settle();
  expect(lettersTo(kofi)).toContain('has left **Shop**, so your place is free again');
  expect(rowsOf(world, 'select user_id from cohort_members where teams_taken > 0')).toEqual([]);
});

it('"I said that we are full": it does not look again when my partner leaves', async () => {
  const { ada, kofi } = await couple({ partners: 2 });
  await ada.slash('/project status', { status: 'full' });
  await leaves(kofi);
  expect(text(cardOf(world, 'Shop'))).toContain('team complete');
  expect(labels(cardOf(world, 'Shop'))).not.toContain('Team up');
  expect(lettersTo(ada)).toContain('**Shop** stays complete, as you set it');
  expect(rowsOf(world, 'select user_id from waiting_list')).toEqual([]);
  await ada.click(ada.dms().at(-1) as Message, 'Look for partners again');
  await world.settle();
  expect(text(cardOf(world, 'Shop'))).toContain('looks for 2 frontend partners');
});

it('"its places were taken, nobody closed it": it looks again when my partner leaves', async () => {
  const { kofi } = await couple();
  expect(text(cardOf(world, 'Shop'))).toContain('team complete');
  await leaves(kofi);
  expect(text(cardOf(world, 'Shop'))).toContain('looks for 1 frontend partner');
});

async function withHours(...members: readonly Member[]): Promise<void> {
  for (const member of members)
    await member.slash('/profile availability', { days: 'every day', from: '18:00', to: '21:00' });
}

it('"we could not meet because Zola had not chosen": when she leaves, the rest has decided', async () => {
  const { ada, kofi } = await couple({ partners: 2 });
  const zola = await learner(world, 'Zola', 'frontend', DM);
  await joins(world, zola, ada, 'Shop');
  await withHours(ada, kofi, zola);
  await ada.slash('/team meet');
  await world.settle();
  const thread = threadOf(ada, 'Shop');
  const proposal = findIn(ada, thread, 'when do you meet');
  for (const member of [ada, kofi]) await member.click(proposal, 'Moment 1');
  await world.settle();
  await leaves(zola);
  expect(text(proposal)).toContain('You meet');
  expect(rowsOf(world, `select id from reminders where state = 'waiting'`)).toHaveLength(1);
});

it('"we have parted": the thread no longer says Together, and no meeting is ahead', async () => {
  const { ada, kofi } = await couple();
  await withHours(ada, kofi);
  await ada.slash('/team meet');
  await world.settle();
  const thread = threadOf(ada, 'Shop');
  const proposal = findIn(ada, thread, 'when do you meet');
  for (const member of [ada, kofi]) await member.click(proposal, 'Moment 1');
  await world.settle();
  const checklist = findIn(ada, thread, 'Together');
  expect(text(proposal)).toContain('You meet');
  await leaves(kofi);
  expect(text(checklist)).toContain('This team ended');
  expect(text(checklist)).not.toContain('Together');
  expect(labels(checklist)).toEqual([]);
  expect(text(proposal)).toContain('The team has ended, and this meeting with it');
  expect(lettersTo(ada)).toContain('**Shop** has ended, and its reminder');
  const before = ada.sees(thread).length;
  await world.advance(8 * DAY);
  expect(ada.sees(thread)).toHaveLength(before);
});

it('"our thread was deleted": /team show says so, makes it anew, and the reminder reached us', async () => {
  const { ada, kofi } = await couple();
  givenUp = ['reminder.personal'];
  await ada.slash('/remind-me', { when: 'in 2 hours', what: 'push the branch', for: 'team' });
  world.guild.deleteChannel(threadOf(ada, 'Shop'));
  await world.advance(2 * HOUR);
  for (const member of [ada, kofi]) {
    expect(lettersTo(member)).toContain("your team's thread was deleted");
    expect(lettersTo(member)).toContain('push the branch');
  }
  const shown = await ada.slash('/team show');
  expect(said(shown)).toContain('Thread: it is not there');
  const stranger = await learner(world, 'Stranger', 'backend');
  expect(said(await stranger.click(shown.message, 'Make the thread anew').catch(() => shown))).not.toContain(
    'is made anew',
  );
  const made = await ada.click(shown.message, 'Make the thread anew');
  expect(said(made)).toContain('Shop');
  await world.settle();
  const thread = threadOf(kofi, 'Shop');
  expect(ada.canSee(thread)).toBe(true);
  expect(text(findIn(kofi, thread, 'Together'))).toContain(ada.mention);
  expect(said(await kofi.slash('/team show'))).toContain(`<#${thread.id}>`);
});

it('"I only wanted to look who else there is": rematch shows who fits, and Stay changes nothing', async () => {
  const { ada, kofi } = await couple();
  const zola = await learner(world, 'Zola', 'frontend');
  const asked = await ada.slash('/partner rematch', { reason: 'We share no hours' });
  expect(said(asked)).toContain(zola.mention);
  expect(labels(asked.message)).toEqual(['Part from Kofi', 'Stay']);
  expect(said(await ada.click(asked.message, 'Stay'))).toContain('You stay together');
  await world.settle();
  expect(lettersTo(kofi)).not.toContain('goes on with');
  const again = await ada.slash('/partner rematch');
  await world.advance(16 * 60_000);
  expect(said(await ada.click(again.message, 'Part from Kofi'))).toContain('too old');
  const sure = await ada.slash('/partner rematch');
  const stolen = await zola.click(sure.message, 'Part from Kofi').catch(() => undefined);
  expect(stolen === undefined ? 'too old' : said(stolen)).toContain('too old');
  const parted = await ada.click(sure.message, 'Part from Kofi');
  expect(said(parted)).toContain(`You and ${kofi.mention} part ways`);
  await world.settle();
  expect(lettersTo(kofi)).toContain('goes on with **Shop** with somebody else');
});

it('"my partner left and I have no project": mine is announced filled in, and credits where it comes from', async () => {
  const { ada, kofi } = await couple({ stack: 'Django' });
  await leaves(ada);
  const letter = kofi.dms().at(-1) as Message;
  expect(labels(letter)).toContain('Announce my own, filled in');
  const shown = await kofi.slash('/team show');
  const modal = await kofi.click(shown.message, 'Announce my own, filled in');
  expect(filled(modal)).toMatchObject({ title: 'Shop', brief: 'ecommerce', stack: 'Django' });
  await kofi.submitModal(modal, { title: 'Shop Window' });
  await world.settle();
  const card = cardOf(world, 'Shop Window');
  expect(text(card)).toContain('looks for 1 backend partner');
  expect(text(card)).toContain(`Goes on from **Shop** by ${ada.mention}`);
  const stranger = await learner(world, 'Stranger', 'backend');
  const refused = await stranger.click(letter, 'Announce my own, filled in').catch(() => undefined);
  expect(refused).toBeUndefined();
});

it('"eight days before the deadline my partner left": the first offer is to finish alone', async () => {
  await world.advance(12 * DAY);
  const { ada, kofi } = await couple();
  const left = await leaves(ada);
  expect(labels(left.message)[0]).toBe('Finish alone with what we agreed');
  const letter = kofi.dms().findLast((message) => text(message).includes('has left')) as Message;
  expect(labels(letter)[0]).toBe('Finish alone with what we agreed');
  const modal = await kofi.click(
    (await kofi.slash('/team show')).message,
    'Finish alone with what we agreed',
  );
  await kofi.submitModal(modal, { title: 'My Shop' });
  await world.settle();
  expect(text(cardOf(world, 'My Shop'))).toContain('builds alone');
  const own = await ada.slash('/team show');
  expect(said(await ada.click(own.message, 'Finish alone with what we agreed'))).toContain('yours to finish');
  await world.settle();
  expect(text(cardOf(world, 'Shop'))).toContain('builds alone');
});

it('"the deadline moved while Discord was down": Start here says the new one as soon as it can', async () => {
  const start = world.staff.sees(world.projects).find((message) => text(message).includes('Start here:'));
  world.sim.faults.next(
    { method: 'PATCH', route: /\/messages\// },
    { kind: 'status', status: 503 },
    1_000_000,
  );
  await world.staff.slash('/cohort edit', { deadline: '2026-12-06' });
  for (let hour = 0; hour < 5; hour++) await world.advance(HOUR);
  world.sim.faults.clear();
  for (let minute = 0; minute < 3; minute++) await world.advance(60_000);
  expect(text(start as Message)).toContain(String(Date.parse('2026-12-06T22:59:59Z') / 1000));
});
