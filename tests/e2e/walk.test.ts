import { buttons, type Member, type Message, text } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { brokenInvariants } from '../support/invariants.ts';
import { askIn } from '../support/learners.ts';
import { CHECKS } from '../support/promise-checks.ts';
import { PROMISES, type PromiseName, patternsOf } from '../support/promises.ts';
import { badManners } from '../support/requests.ts';
import { announce, learner } from '../support/teams.ts';
import { foreignTo, type Walk, type Walker, walker } from '../support/walker.ts';
import { plain } from '../support/words.ts';
import { createWorld, type World } from '../support/world.ts';

const HOUR = 3_600_000;
/** The bot wakes so often while the days go by, in ms. */
const STEP = 3 * HOUR;

let world: World;
let walk: Walk;
beforeAll(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
  walk = { world, given: [], faults: [], heard: [], people: [] };
});
afterAll(() => world.stop());

function labelled(messages: readonly Message[], label: string): Message {
  const found = messages.findLast((message) =>
    buttons(message).some((each) => each.label === label && !each.disabled),
  );
  if (found === undefined) throw new Error(`nothing with ${label} in ${messages.map(text).join('\n--\n')}`);
  return found;
}

/** Each looks at their home on each of the days, so that every state of it is judged. */
async function days(count: number, people: readonly Walker[]): Promise<void> {
  for (let day = 0; day < count; day++) {
    for (let hour = 0; hour < 24 * HOUR; hour += STEP) await world.advance(STEP);
    for (const person of people) await person.help();
  }
}

/** A learner joins and says when they have time. */
async function joins(person: Walker, side: string, [dm, add, evenings]: readonly [string, string, string]) {
  const joined = await person.press(await person.help(), side);
  await person.press(joined, dm);
  await person.press(await person.press(joined, add), evenings);
}

const IN_ENGLISH = ['Write to me directly', 'Add my hours', 'Weekday evenings, 18:00-21:00'] as const;
const IN_FRENCH = ['Écris-moi directement', 'Ajouter mes heures', 'Soirs de semaine, 18:00-21:00'] as const;

/** Pings that are not the day's one: what somebody set, is asked, waits for, or what changed in their team. */
const ASKED = [
  'reminders:personal.',
  'requests:',
  'same-side:',
  'teams:',
  'common:knock',
  'silences:replaced',
].flatMap((name) => patternsOf('en', name).concat(patternsOf('fr', name)));

/** At most one unasked ping on each of a member's days, and none at night; the last word before the deadline is asked. */
function judgePings({ member }: Walker): void {
  const unasked = member.pings().filter((message) => !ASKED.some((pattern) => pattern.test(plain(message))));
  const local = ({ timestamp }: Message): Date => new Date(Date.parse(timestamp) + HOUR);
  const isLast = (message: Message): boolean => plain(message).includes('A few hours left');
  for (const message of member.pings()) {
    const hour = local(message).getUTCHours();
    const own = patternsOf('en', 'reminders:personal.').some((pattern) => pattern.test(plain(message)));
    if (isLast(message) ? hour !== 21 : !own && (hour >= 21 || hour < 7))
      walk.faults.push(`${member.name} is woken at ${hour}: ${plain(message)}`);
  }
  const perDay = Map.groupBy(
    unasked.filter((message) => !isLast(message)),
    (message) => local(message).toISOString().slice(0, 10),
  );
  for (const [day, messages] of perDay)
    if (messages.length > 1)
      walk.faults.push(
        `${member.name} is pinged more than once on ${day}: ${messages.map(plain).join(' || ')}`,
      );
}

/** Five have asked Gift for a place, one of whom takes it back; who comes after them hears of it, and asks. */
async function asksWhoIsAskedByAll(walk: Walk): Promise<Walker> {
  const gift = await learner(world, 'Gift', 'frontend');
  const askers = await Promise.all([1, 2, 3, 4, 5].map((n) => learner(world, `Asker ${n}`, 'backend')));
  const ask = async (asker: Member) => askIn(await asker.slash('/find-partner'), asker, gift);
  for (const asker of askers) await announce(asker, `${asker.name} API`);
  for (const asker of askers.slice(1)) await ask(asker);
  const efua = walker(walk, world.guild.addMember({ name: 'Efua' }));
  await joins(efua, 'I build the backend', IN_ENGLISH);
  await efua.fill(await efua.help(), 'Announce my project', {
    title: 'Todo API',
    brief: 'ecommerce',
    summary: 'Lists of things to do, for a family.',
  });
  await world.settle();
  const found = await efua.press(await efua.help(), 'Find a partner');
  // While she reads, the last place in Gift's list is taken.
  for (const asker of askers.slice(0, 1)) await ask(asker);
  const refused = await efua.fill(found, 'Ask', { note: '' }, placeOf(found, gift));
  await efua.press(refused, 'Tell me when free');
  await askers[2]?.slash('/partner cancel');
  await world.advance(60_000);
  await efua.fill(labelled(efua.member.dms(), 'Ask'), 'Ask', { note: '' });
  return efua;
}

/** Which line of a search is about somebody. */
function placeOf(search: Message, { mention }: Member): number {
  const people = text(search)
    .split('\n')
    .filter((line) => /^\*\*\d+\.\*\*/.test(line));
  return people.findIndex((line) => line.includes(mention));
}

it('three weeks of learners, a mentor and staff: no dead end, nothing said that does not happen', async () => {
  const ada = walker(walk, world.guild.addMember({ name: 'Ada' }));
  const binta = walker(walk, world.guild.addMember({ name: 'Binta', locale: 'fr' }));
  const tunde = walker(walk, world.guild.addMember({ name: 'Tunde' }));
  const staff = walker(walk, world.staff);
  await staff.type('/setup check');

  // Whoever has no mentor role waits for staff, and reads it once they have said yes.
  const start = labelled(world.staff.sees(world.projects), 'I mentor');
  await tunde.press(start, 'I mentor');
  await tunde.help();
  await staff.press(await staff.type('/cohort list'), 'Confirm Tunde');
  await tunde.help();

  // The first of a cohort finds nobody yet, and is told of who comes.
  await joins(ada, 'I build the backend', IN_ENGLISH);
  await ada.fill(await ada.help(), 'Announce my project', {
    title: 'Shop API',
    brief: 'ecommerce',
    summary: 'Orders, carts and payments for a small shop.',
  });
  await world.settle();
  const empty = await ada.press(await ada.help(), 'Find a partner');
  await ada.press(empty, 'Put me on the waiting list');
  await ada.help();
  await tunde.press(labelled(tunde.member.sees(world.projects), 'Follow'), 'Follow');
  await days(1, [ada, tunde, staff]);
  await joins(binta, 'Je construis le frontend', IN_FRENCH);
  await days(1, [ada, binta, tunde, staff]);

  const found = await ada.press(await ada.help(), 'Find a partner');
  await ada.fill(found, 'Ask', { note: 'Shall we?' });
  await world.settle();
  await ada.help();
  await binta.press(labelled(binta.member.dms(), 'Accepter'), 'Accepter');
  await world.settle();
  const thread = ada.member.threads().find(({ name }) => name.includes('Binta'));
  if (thread === undefined) throw new Error('no team thread');
  await days(1, [ada, binta]);

  // They say hello, and meet.
  ada.member.say(thread, 'Hello');
  binta.member.say(thread, 'Bonjour');
  await ada.press(labelled(ada.member.sees(thread), 'We have met'), 'We have met');
  await ada.press(labelled(ada.member.sees(thread), 'Propose a time'), 'Propose a time');
  await world.settle();
  await ada.press(labelled(ada.member.sees(thread), 'Moment 1'), 'Moment 1');
  await binta.press(labelled(binta.member.sees(thread), 'Moment 1'), 'Moment 1');
  await days(2, [ada, binta]);
  const reminder = ada.member
    .sees(thread)
    .findLast((message) => plain(message).includes('A reminder for the team'));
  if (reminder === undefined) throw new Error('the meeting was not reminded of');
  await ada.press(reminder, 'In an hour');

  // In the second week Ada hears nothing any more: she is asked, and wants somebody else.
  const chidi = walker(walk, world.guild.addMember({ name: 'Chidi' }));
  await joins(chidi, 'I build the frontend', IN_ENGLISH);
  await days(6, [binta, tunde, staff]);
  const asked = labelled(ada.member.dms(), 'I want another partner');
  const parting = await ada.press(asked, 'I want another partner');
  await ada.press(parting, 'Part from Binta');
  await world.settle();
  await ada.help();
  await binta.help();
  await tunde.help();
  await days(1, [ada, binta, tunde, chidi]);
  const others = await ada.press(await ada.help(), 'Find a partner');
  await ada.fill(others, 'Ask', { note: 'Are you free?' });
  await world.settle();
  await chidi.press(labelled(chidi.member.dms(), 'Accept'), 'Accept');
  await world.settle();

  // Six ask the same person: the sixth waits for room, and asks when one of the others takes it back.
  const efua = await asksWhoIsAskedByAll(walk);
  await days(1, [efua]);
  // She withdraws, and announces it again as it was.
  const sure = await efua.type('/project status', { status: 'withdrawn' });
  await efua.fill(await efua.press(sure, 'Withdraw'), 'Announce it again, filled in', {});
  await world.settle();

  // Staff change the plan, pause it and go on; somebody mutes a step and hears of it again.
  await staff.type('/reminders edit', { step: 'deadline-1d', time: '10:00' });
  await staff.type('/reminders pause');
  await days(1, [ada, staff]);
  await staff.type('/reminders resume');
  await days(5, [ada, binta, chidi, efua, tunde, staff]);
  const step = labelled(chidi.member.dms(), 'Mute this');
  await chidi.press(await chidi.press(step, 'Mute this'), 'Remind me again');
  await days(4, [ada, binta, chidi, efua, tunde, staff]);
  await days(2, [ada, binta, chidi, tunde, staff]);

  for (const person of [ada, binta, chidi, efua, tunde]) {
    for (const message of person.member.dms()) person.judge(message, 'a direct message', false);
    judgePings(person);
  }
  const open = [world.projects, world.announcements, ...ada.member.threads()];
  for (const message of open.flatMap((channel) => ada.member.sees(channel)))
    if (message.interaction_metadata === undefined && (message.flags & 64) === 0) {
      const foreign = foreignTo(plain(message), 'en');
      if (foreign !== undefined) walk.faults.push(`public, not in English: ${plain(message)}`);
    }
  for (const given of walk.given) {
    const name = given.promise as PromiseName;
    if (!CHECKS[name](given, walk, STEP)) walk.faults.push(`${PROMISES[name]} It did not: ${given.words}`);
  }
  const shown = new Set(walk.given.map(({ promise }) => promise));
  expect([...shown].toSorted()).toEqual(
    expect.arrayContaining([
      'announced-again',
      'answer-reaches-asker',
      'confirmation-reaches-mentor',
      'fit-reaches-waiting',
      'news-reach-follower',
      'no-step-twice',
      'not-matched',
      'nothing-sent-later',
      'reminder-comes',
      'room-reaches-watcher',
      'step-is-told-again',
    ]),
  );
  expect([...new Set(walk.faults)]).toEqual([]);
  // A thread that was quiet for days is archived by Discord: the bot opens it and does it again.
  const manners = badManners(world.sim).filter((each) => !each.includes('50083'));
  expect([...brokenInvariants(world.databasePath), ...manners]).toEqual([]);
}, 120_000);
