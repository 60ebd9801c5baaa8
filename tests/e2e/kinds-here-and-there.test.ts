/** Kinds that need a second server or cohort, staff, or somebody with a guess: each in both languages. */
import { deepEqual } from 'node:assert/strict';
import { type GuildDriver, type Member, type Message, text } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Locale } from '../../src/platform/i18n/index.ts';
import { holdDatabase } from '../support/hold.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { BOTH, home, isSaid, people, pressed, reads, waysIn } from '../support/kinds.ts';
import { badManners } from '../support/requests.ts';
import { plain } from '../support/words.ts';
import { createWorld, type World } from '../support/world.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let world: World;
let second: GuildDriver;
const { person, stranger, announce, invited, team, card } = people(() => world);
beforeAll(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
  second = world.sim.createGuild({ name: 'Second' });
  const projects = second.createChannel({ name: 'projects' });
  await second.owner.slash('/setup channels', { projects });
  const dates = { start: '2026-11-09', deadline: '2026-11-29', timezone: 'Africa/Lagos' };
  await second.owner.slash('/cohort create', { name: 'Second', ...dates });
  await world.settle();
});
afterAll(async () => {
  await world.settle();
  const manners = badManners(world.sim).filter((each) => !each.includes('50083'));
  deepEqual([...brokenInvariants(world.databasePath), ...manners], []);
  await world.stop();
});

/** The newest direct message that says this. */
function letter(member: Member, part: string): Message {
  const found = member.dms().findLast((message) => plain(message).includes(part));
  if (found === undefined) throw new Error(`no letter with ${part}`);
  return found;
}

/** A day later Nexus has noticed who left, in both servers. */
async function swept(): Promise<void> {
  await world.advance(DAY);
  for (let slice = 0; slice < 4; slice++) await world.advance(6_000);
}

function never(): never {
  throw new Error('no answer');
}

async function withStaff<T>(locale: Locale, act: (staff: Member) => Promise<T>): Promise<T> {
  const { staff } = world;
  const before = staff.locale;
  staff.locale = locale === 'fr' ? 'fr' : 'en-GB';
  try {
    return await act(staff);
  } finally {
    staff.locale = before;
  }
}

it.each(BOTH)('17 "I moved a step": staff read what it costs, and keep their text (%s)', async (locale) => {
  await withStaff(locale, async (staff) => {
    const edit = (change: Record<string, string | number>) =>
      staff.slash('/reminders edit', { step: 'partner', ...change });
    const asked = await edit({ day: 1 });
    reads(asked.message, locale, 'reminders:staff.takes-out.passed');
    reads((await pressed(staff, asked.message, ':no')).message, locale, 'reminders:staff.kept');
    const refused = await edit({ time: '25:99', text: 'Ask today, {{cohort}}.' });
    reads(refused.message, locale, 'reminders:error.step-time');
    const form = await pressed(staff, refused.message, 'edit');
    expect(JSON.stringify(form.modal)).toContain('Ask today, {{cohort}}.');
    const dates = await staff.slash('/cohort edit', { start: '2026-10-26' });
    reads(dates.message, locale, 'reminders:staff.takes-out.steps_other');
  });
});

it('13 "I am in two servers, and left one": a letter acts in the server it is about', async () => {
  const people = await Promise.all(BOTH.map((locale) => person(locale, 'frontend', { dm: true })));
  const pairs = people.map((ada) => {
    const there = second.addUser(ada);
    there.locale = ada.locale;
    return { ada, there, locale: ada.locale === 'fr' ? 'fr' : 'en' } as const;
  });
  for (const { ada, there } of pairs) {
    await ada.slash('/remind-me', { when: 'every day 12:00', what: 'Stand up' });
    await there.slash('/profile set', { track: 'backend', dm: true });
    await there.slash('/remind-me', { when: 'every day 13:00', what: 'Elsewhere' });
  }
  await world.advance(DAY);
  for (const { ada, there, locale } of pairs) {
    const stopped = await pressed(ada, letter(ada, 'Stand up'), 'remind.cancel');
    reads(stopped.message, locale, 'reminders:cancelled');
    reads((await ada.slash('/reminders mine')).message, locale, 'reminders:mine.none');
    expect(plain((await there.slash('/reminders mine')).message)).toContain('Elsewhere');
    there.leave();
    const left = await pressed(ada, letter(ada, 'Elsewhere'), 'remind.cancel');
    reads(left.message, locale, 'reminders:cancelled');
  }
  const reminded = () =>
    people.flatMap((ada) =>
      ada
        .dms()
        .filter(
          (message) =>
            isSaid(message, 'en', 'reminders:personal.') || isSaid(message, 'fr', 'reminders:personal.'),
        ),
    ).length;
  const before = reminded();
  expect(before).toBeGreaterThan(3);
  await world.advance(2 * DAY);
  expect(reminded()).toBe(before);
});

it.each(BOTH)(
  '15 "I follow it": I hear once that it was handed in, and who builds it follows nothing (%s)',
  async (locale) => {
    const owner = await person(locale, 'backend');
    const guest = await person(locale, 'frontend', { dm: true });
    const [fan, shy] = [await person(locale, 'frontend', { dm: true }), await person(locale, 'frontend')];
    const title = await announce(owner);
    reads((await pressed(owner, card(title), 'follow')).message, locale, 'projects:error.follows-own');
    const told = await pressed(fan, card(title), 'follow');
    reads(told.message, locale, 'projects:followed', 'common:told.daily');
    reads((await pressed(shy, card(title), 'follow')).message, locale, 'common:told.line');
    // Followed from outside, then joined.
    await pressed(guest, card(title), 'follow');
    reads((await owner.slash('/project show')).message, locale, 'projects:followers_other');
    await invited(owner, guest);
    for (const member of [owner, guest]) await member.slash('/project submit', { repo: 'github.com/a/shop' });
    await world.settle();
    reads(letter(fan, title), locale, 'projects:news.submitted');
    reads(await home(shy), locale, 'projects:news.submitted');
    expect(guest.dms().some((message) => isSaid(message, locale, 'projects:news.'))).toBe(false);
    expect(isSaid(await home(guest), locale, 'projects:news.')).toBe(false);
    const stopped = await pressed(fan, letter(fan, title), 'unfollow');
    reads(stopped.message, locale, 'projects:unfollowed');
  },
);

it.each(BOTH)(
  '18 "who is the fourth?": the numbers staff read add up, and nobody is one (%s)',
  async (locale) => {
    await withStaff(locale, async (staff) => {
      const status = await staff.slash('/cohort status');
      const words = plain(status.message);
      const of = (word: RegExp): number => Number(word.exec(words)?.[1] ?? 0);
      const list = await pressed(staff, status.message, 'insight.list:1:unannounced');
      const unannounced = plain(list.message).match(/<@\d+>/g)?.length ?? 0;
      const sum =
        of(/(?:documentation only: |dont )(\d+)/) +
        of(/(\d+) (?:have announced|has announced|a annoncé|ont annoncé)/) +
        of(/(\d+) (?:withdrew|a retiré|ont retiré)/) +
        unannounced;
      expect(sum, words).toBe(of(/(\d+) (?:learner|apprenant)/));
      const told = { title: 'News', body: 'For some', lacking: 'submission' };
      const post = await staff.slash('/announcement post', { ...told, acknowledge: true });
      reads(post.message, locale, 'announcements:preview.lacking');
    });
  },
);

it.each(BOTH)('20 "that is a lot at once": says when it is possible again (%s)', async (locale) => {
  const owner = await person(locale, 'backend');
  let refused: Message | undefined;
  for (let n = 0; refused === undefined && n < 12; n++) {
    const given = { title: `Many ${owner.name} ${n}`, brief: 'other', track: 'backend' };
    const said = await owner.slash('/announce-project', {
      ...given,
      summary: 'A summary that is long enough to be accepted.',
    });
    if (isSaid(said.message, locale, 'common:error.too-often')) refused = said.message;
  }
  if (refused === undefined) throw new Error('nothing ends it');
  reads(refused, locale, 'common:error.too-often');
  expect(plain(refused)).toMatch(/<t:\d+:R>/);
  // What was typed is kept.
  expect(waysIn(refused).length).toBeGreaterThan(0);
});

it.each(BOTH)('22 "what if I guess a number": it says the same for any number (%s)', async (locale) => {
  const owner = await person('en', 'backend');
  const title = await team(owner, [await person('en', 'frontend')]);
  await owner.slash('/remind-me', { when: 'in 3 days', what: 'Velvet' });
  const guesser = await person(locale, 'backend');
  const numbers = (command: string, option: string) =>
    Promise.all(
      ['1', '2', '99999'].map(async (id) => {
        const said = await guesser.slash(command, { [option]: id });
        reads(said.message, locale);
        return plain(said.message);
      }),
    );
  for (const [command, option] of [
    ['/partner cancel', 'request'],
    ['/reminders cancel', 'reminder'],
    ['/blocker solve', 'blocker'],
    ['/announcement receipts', 'announcement'],
  ] as const) {
    const said = new Set(await numbers(command, option));
    expect([command, said.size]).toEqual([command, 1]);
    expect([...said].join()).not.toContain(title);
  }
});

it('25 "it took long": nothing was done, and the next try does it once', async () => {
  const members = await Promise.all(BOTH.map((locale) => person(locale, 'backend')));
  const push = (member: Member) => member.slash('/remind-me', { when: 'in 3 days', what: 'Push' });
  const other = holdDatabase(world);
  const refused = await Promise.all(members.map(push));
  for (const [n, locale] of BOTH.entries())
    reads((await refused[n]?.finished()) ?? never(), locale, 'common:error.busy');
  other.letGo();
  for (const member of members) {
    await push(member);
    expect(plain((await member.slash('/reminders mine')).message).match(/: Push$/gm)).toHaveLength(1);
  }
});

it.each(BOTH)('12 "our team is over": nobody is promised a reminder for it (%s)', async (locale) => {
  const [owner, guest] = [await person(locale, 'backend'), await person('en', 'frontend')];
  const title = await team(owner, [guest]);
  const thread = owner.threads().find(({ name }) => name.startsWith(`${title} ·`));
  if (thread === undefined) throw new Error('no thread');
  await owner.slash('/remind-me', { when: 'in 1 hour', what: 'Tea', for: 'team' }, { channel: thread });
  await world.advance(HOUR + 60_000);
  const tea = thread.messages.findLast((message) => text(message).includes('Tea'));
  if (tea === undefined) throw new Error('no reminder');
  const leaves = await guest.slash('/team leave');
  await pressed(guest, leaves.message, 'team.leave');
  await world.settle();
  reads((await pressed(owner, tea, 'remind.again')).message, locale, 'reminders:error.team-over');
  expect(await world.bot.services.reminders.personal.mine(world.guild.id, owner.id)).toEqual([]);
});

it.each(BOTH)(
  '5, 7 "I wait for room with them": it ends when nothing can come of it (%s)',
  async (locale) => {
    const { cohorts, waiting, projects } = world.bot.services;
    const [withdraws, leaves, hands] = [
      await person('en', 'backend'),
      await person('en', 'backend'),
      await person('en', 'backend'),
    ];
    const fan = await person(locale, 'frontend');
    const heir = await person('en', 'frontend');
    const november = (await cohorts.open(world.guild.id)).find(({ name }) => name === 'November');
    const cohortId = november?.id ?? 0;
    for (const owner of [withdraws, leaves, hands]) {
      const title = await announce(owner, { cohort: String(cohortId) });
      await pressed(fan, card(title), 'follow');
      // Nobody has room while they wait.
      if (owner === hands) await invited(hands, heir);
      else await owner.slash('/project status', { status: 'paused' });
      const [project] = await projects.own(world.guild.id, owner.id);
      const watch = { kind: 'team-up', projectId: project?.id ?? 0, personId: owner.id } as const;
      await waiting.watch({ cohortId, userId: fan.id, ...watch });
    }
    const asked = await withdraws.slash('/project status', { status: 'withdrawn' });
    await pressed(withdraws, asked.message, ':yes');
    reads(await home(fan), locale, 'waiting:notice.ended', 'projects:news.withdrawn');
    const goes = await leaves.slash('/profile leave-cohort', { cohort: String(cohortId) });
    await pressed(leaves, goes.message, ':yes');
    reads(await home(fan), locale, 'waiting:notice.ended', 'projects:news.withdrawn');
    await hands.slash('/team handover', { member: heir });
    expect((await waiting.stateOf(cohortId, fan.id)).watches).toBe(1);
    heir.leave();
    await swept();
    reads(await home(fan), locale, 'waiting:notice.gone');
    expect((await waiting.stateOf(cohortId, fan.id)).watches).toBe(0);
  },
);

it.each(BOTH)(
  '3 "whom I study with left the server": I hear it, and can find somebody else (%s)',
  async (locale) => {
    const [stays, goes] = [await person(locale, 'backend'), await person('en', 'backend')];
    const { cohorts, sameSide } = world.bot.services;
    const [cohort] = await cohorts.ofMember(world.guild.id, stays.id);
    if (cohort === undefined) throw new Error('no cohort');
    await sameSide.study(cohort, goes.id, stays.id, undefined);
    await pressed(stays, (await stays.slash('/partner requests')).message, 'accept');
    await world.settle();
    goes.leave();
    await swept();
    const read = await home(stays);
    reads(read, locale);
    expect(isSaid(read, locale, 'same-side:notice.ended')).toBe(true);
  },
);

it.each(BOTH)(
  '19 "I am in another cohort": it asks first; who mentors reads when that ends, and can end it (%s)',
  async (locale) => {
    const name = locale === 'fr' ? 'Janvier' : 'January';
    const dates = { start: '2026-11-16', deadline: '2026-12-06', timezone: 'Africa/Lagos' };
    await world.staff.slash('/cohort create', { name, ...dates });
    await world.settle();
    const [november, january] = [card('Start here: November'), card(`Start here: ${name}`)];
    const ama = stranger(locale);
    reads((await pressed(ama, november, ':backend')).message, locale, 'cohorts:joined.backend');
    const asked = await pressed(ama, january, ':frontend');
    reads(asked.message, locale, 'cohorts:joining.ask');
    reads((await pressed(ama, asked.message, ':stay')).message, locale, 'cohorts:joining.stayed');
    expect((await world.bot.services.learners.find(world.guild.id, ama.id))?.track).toBe('backend');
    const way = await ama.slash('/profile leave-cohort');
    reads(way.message, locale, 'cohorts:leave.ask');
    reads((await pressed(ama, way.message, ':yes')).message, locale, 'cohorts:leave.left');

    const efua = stranger(locale);
    reads((await pressed(efua, november, ':mentor')).message, locale, 'cohorts:mentor.waits');
    const builds = await pressed(efua, november, ':docs');
    reads(builds.message, locale, 'cohorts:joined.docs', 'cohorts:joined.no-mentor');
    const gil = stranger(locale);
    await pressed(gil, november, ':mentor');
    const [cohort] = await world.bot.services.cohorts.open(world.guild.id).then((all) => all.toReversed());
    expect(cohort?.name).toBe('November');
    const ends = await gil.slash('/profile leave-cohort', { cohort: String(cohort?.id) });
    reads(ends.message, locale, 'cohorts:leave.mentors');
    reads((await pressed(gil, ends.message, ':yes')).message, locale, 'cohorts:leave.left');
    expect(await world.bot.services.joining.mentored(world.guild.id, gil.id)).toEqual([]);
    const again = await gil.slash('/profile leave-cohort', { cohort: String(cohort?.id) });
    reads(again.message, locale, 'cohorts:leave.not-in');
  },
);
