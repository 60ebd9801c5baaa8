/** What members said went wrong, by kind, each in both languages and with other numbers than they told of. */
import { deepEqual } from 'node:assert/strict';
import type { Member } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { brokenInvariants } from '../support/invariants.ts';
import { BOTH, home, isSaid, people, pressed, reads, waysIn } from '../support/kinds.ts';
import { badManners } from '../support/requests.ts';
import { plain } from '../support/words.ts';
import { createWorld, type World } from '../support/world.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let world: World;
const { person, announce, team, card } = people(() => world);
beforeAll(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
});
afterAll(async () => {
  await world.settle();
  // A thread that was quiet for days is archived by Discord: the bot opens it and does it again.
  const manners = badManners(world.sim).filter((each) => !each.includes('50083'));
  deepEqual([...brokenInvariants(world.databasePath), ...manners], []);
  await world.stop();
});

it.each(BOTH)(
  '1 "I am in two teams, and two are all I want": *Allow 3* helps whoever accepts (%s)',
  async (locale) => {
    const guest = await person(locale, 'frontend', { teams: 2 });
    for (const _ of [1, 2]) await team(await person('en', 'backend'), [guest]);
    const late = await person('en', 'backend');
    await announce(late);
    reads((await late.slash('/team invite', { member: guest })).message, 'en', 'requests:error.unavailable');

    // Sent while they had a place, accepted when they have none.
    await guest.slash('/profile set', { track: 'frontend', teams: 3 });
    await late.slash('/team invite', { member: guest });
    const waiting = await guest.slash('/partner requests');
    reads((await guest.slash('/profile set', { track: 'frontend', teams: 2 })).message, locale);
    const refused = await pressed(guest, waiting.message, 'request.accept');
    reads(refused.message, locale, 'requests:ended.because-of-you');
    const allowed = await pressed(guest, refused.message, 'teams.allow');
    reads(allowed.message, locale);
    expect((await world.bot.services.learners.find(world.guild.id, guest.id))?.teams).toBe(3);
  },
);

it.each(BOTH)(
  '2 "I build the other side now": what waits for me ends, and both hear why (%s)',
  async (locale) => {
    const [ada, fay] = [await person(locale, 'backend'), await person(locale, 'frontend')];
    const title = await announce(ada);
    reads((await pressed(fay, card(title), 'team-up')).message, locale, 'requests:sent.team-up');
    reads((await fay.slash('/partner requests')).message, locale, 'requests:list.team-up');
    const edited = await fay.slash('/profile set', { track: 'backend' });
    reads(edited.message, locale, 'requests:notice.withdrawn');
    reads(await home(ada), locale, 'requests:notice.withdrawn');
    expect(await world.bot.services.requests.incoming(world.guild.id, ada.id)).toEqual([]);
  },
);

it.each(BOTH)('3 "she left the server last night": nobody can invite her or a bot (%s)', async (locale) => {
  const owner = await person(locale, 'backend');
  await announce(owner, { partners: 3 });
  const gone = await person('en', 'frontend');
  gone.leave();
  await world.advance(2 * HOUR);
  const refused = await owner.slash('/team invite', { member: gone });
  reads(refused.message, locale, 'common:error.person.not-here');
  expect(waysIn(refused.message).length).toBeGreaterThan(0);
});

it.each(BOTH)(
  '4 "the third of us left, we two go on": no place of ours is free again (%s)',
  async (locale) => {
    const owner = await person(locale, 'backend');
    const guests = [
      await person(locale, 'frontend'),
      await person(locale, 'frontend'),
      await person(locale, 'frontend'),
    ];
    await team(owner, guests, { partners: 3 });
    const [stays, , leaves] = guests as [Member, Member, Member];
    await home(stays);
    const asked = await leaves.slash('/team leave');
    reads((await pressed(leaves, asked.message, 'team.leav')).message, locale);
    await world.settle();
    const read = await home(stays);
    reads(read, locale, 'teams:news.left');
    expect(isSaid(read, locale, 'teams:replacement.')).toBe(false);
  },
);

it.each(BOTH)('5 "I only document": the waiting list says so at once (%s)', async (locale) => {
  const member = await person(locale, 'frontend');
  await announce(member, { track: 'frontend', brief: 'movie-recommendation' });
  const search = await member.slash('/find-partner');
  let page = search.message;
  while (!waysIn(page).some((id) => id.includes(':wait:')))
    page = (await pressed(member, page, ':find:')).message;
  const start = world.staff
    .sees(world.projects)
    .find((message) => waysIn(message).some((id) => id.endsWith(':docs')));
  if (start === undefined) throw new Error('no Start here');
  reads((await pressed(member, start, ':docs')).message, locale);
  const refused = await pressed(member, page, ':wait:');
  reads(refused.message, locale, 'waiting:cannot.documents');
  expect(waysIn(refused.message).some((id) => id.includes('build'))).toBe(true);
});

it.each(BOTH)(
  '6, 7 "I withdrew and left": each of my two partners hears it, and has the place back (%s)',
  async (locale) => {
    const owner = await person('en', 'backend');
    const guests = [await person(locale, 'frontend'), await person(locale, 'frontend')];
    await team(owner, guests, { partners: 2 });
    const asked = await owner.slash('/project status', { status: 'withdrawn' });
    const leave = waysIn(asked.message).find((id) => id.endsWith(':leave'));
    await owner.click(asked.message, leave ?? 'Withdraw and leave the team');
    await world.settle();
    const { cohorts } = world.bot.services;
    for (const guest of guests) {
      reads(await home(guest), locale);
      const [cohort] = await cohorts.ofMember(world.guild.id, guest.id);
      expect((await cohorts.membership(cohort?.id ?? 0, guest.id))?.teamsTaken).toBe(0);
    }
  },
);

it.each(BOTH)('7 "nobody answered me in three days": I hear that it ran out (%s)', async (locale) => {
  const owner = await person(locale, 'backend');
  await announce(owner);
  await owner.slash('/team invite', { member: await person('en', 'frontend') });
  await world.advance(3 * DAY + HOUR);
  reads(await home(owner), locale, 'requests:notice.expired');
  expect(await world.bot.services.requests.outgoing(world.guild.id, owner.id)).toEqual([]);
});

it.each(BOTH)('8 "I only wanted to see": it asks first, and what I keep stays (%s)', async (locale) => {
  const owner = await person(locale, 'backend');
  const title = await announce(owner);
  const asked = await owner.slash('/project status', { status: 'withdrawn' });
  reads(asked.message, locale, 'projects:withdraw.ask', 'projects:withdraw.again');
  const keep = waysIn(asked.message).at(-1) ?? '';
  reads((await owner.click(asked.message, keep)).message, locale, 'projects:withdraw.kept');
  expect(plain((await owner.slash('/project show')).message)).toContain(title);
});

it.each(BOTH)(
  '10, 11 "you will be told": it says where, and what I declined asks no more (%s)',
  async (locale) => {
    const owner = await person(locale, 'backend');
    const guest = await person(locale, 'frontend');
    await announce(owner);
    const sent = await owner.slash('/team invite', { member: guest });
    reads(sent.message, locale);
    expect(waysIn(sent.message).some((id) => id.includes('dm.on'))).toBe(true);
    reads((await pressed(owner, sent.message, 'dm.on')).message, locale);
    const waiting = await guest.slash('/partner requests');
    const declined = await pressed(guest, waiting.message, 'request.decline');
    reads(declined.message, locale);
    expect(isSaid(declined.message, locale, 'requests:notice.incoming')).toBe(false);
    await world.settle();
    // Said by direct message, now that it is allowed.
    expect(owner.dms().length).toBeGreaterThan(0);
    for (const letter of owner.dms()) reads(letter, locale);
  },
);

it.each(BOTH)('12 "I am away this week": nothing reminds me of what waits (%s)', async (locale) => {
  const owner = await person('en', 'backend');
  const guest = await person(locale, 'frontend', { dm: true });
  await announce(owner);
  reads((await guest.slash('/profile pause', { days: 5 })).message, locale);
  await owner.slash('/team invite', { member: guest });
  await world.settle();
  const before = guest.dms().length;
  await world.advance(50 * HOUR);
  expect(guest.dms()).toHaveLength(before);
});

it.each(BOTH)('14 "it comes every Tuesday for ever": its letter stops it (%s)', async (locale) => {
  const member = await person(locale, 'frontend', { dm: true });
  const pushes = () => member.dms().filter((message) => plain(message).includes('push the branch'));
  const set = { when: 'every tuesday 17:15', what: 'push the branch' };
  reads((await member.slash('/remind-me', set)).message, locale);
  await world.advance(9 * DAY);
  const [letter] = pushes();
  if (letter === undefined) throw new Error('no letter');
  reads(letter, locale);
  // Put off, then stopped: neither comes.
  reads((await pressed(member, letter, ':tomorrow')).message, locale);
  reads((await pressed(member, letter, 'remind.cancel')).message, locale);
  const before = pushes().length;
  await world.advance(15 * DAY);
  expect(pushes()).toHaveLength(before);
});
