import { buttons, type Message, text } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { brokenInvariants } from '../support/invariants.ts';
import { PROMISES, type PromiseName } from '../support/promises.ts';
import { badManners } from '../support/requests.ts';
import { foreignTo, type Given, type Walk, type Walker, walker } from '../support/walker.ts';
import { plain } from '../support/words.ts';
import { createWorld, type World } from '../support/world.ts';

const HOUR = 3_600_000;
/** The bot wakes so often while the days go by, in ms. */
const STEP = 3 * HOUR;

let world: World;
let walk: Walk;
beforeAll(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
  walk = { world, given: [], faults: [] };
});
afterAll(() => world.stop());

/** Whether what somebody read came true, as far as the walk meets it. */
const CHECKS: Partial<Record<PromiseName, (given: Given) => boolean>> = {
  'answer-reaches-asker': hears,
  'news-come-directly': hears,
};

/** Within the three days of a request something about it reached whoever asked. */
function hears({ to, at }: Given): boolean {
  return to.pings().some((message) => {
    const sent = Date.parse(message.timestamp);
    return sent >= at && sent <= at + 72 * HOUR;
  });
}

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

it('three weeks of two learners, a mentor and staff: no dead end, nothing said that does not happen', async () => {
  const mentor = world.guild.createRole({ name: 'mentor', mentionable: true });
  const ada = walker(walk, world.guild.addMember({ name: 'Ada' }));
  const binta = walker(walk, world.guild.addMember({ name: 'Binta', locale: 'fr' }));
  const tunde = walker(walk, world.guild.addMember({ name: 'Tunde', roles: [mentor] }));
  const staff = walker(walk, world.staff);
  await world.staff.slash('/setup roles', { mentor: mentor.id });
  await staff.type('/setup check');
  const start = labelled(world.staff.sees(world.projects), 'I mentor');
  await tunde.press(start, 'I mentor');

  const joined = await ada.press(await ada.help(), 'I build the backend');
  await ada.press(joined, 'Write to me directly');
  await ada.fill(await ada.help(), 'Announce my project', {
    title: 'Shop API',
    brief: 'ecommerce',
    summary: 'Orders, carts and payments for a small shop.',
  });
  await world.settle();
  await ada.press(await ada.press(await ada.help(), 'Add my hours'), 'Weekday evenings, 18:00-21:00');
  const entree = await binta.press(await binta.help(), 'Je construis le frontend');
  await binta.press(entree, 'Écris-moi directement');
  await binta.press(await binta.press(entree, 'Ajouter mes heures'), 'Soirs de semaine, 18:00-21:00');
  await days(1, [ada, binta, tunde, staff]);

  const found = await ada.press(await ada.help(), 'Find a partner');
  await ada.fill(found, 'Ask', { note: 'Shall we?' });
  await world.settle();
  await binta.press(labelled(binta.member.dms(), 'Accepter'), 'Accepter');
  await world.settle();
  const thread = ada.member.threads().find(({ name }) => name.includes('Binta'));
  if (thread === undefined) throw new Error('no team thread');
  await days(1, [ada, binta]);
  ada.member.say(thread, 'Hello');
  binta.member.say(thread, 'Bonjour');
  await ada.press(labelled(ada.member.sees(thread), 'We have met'), 'We have met');
  await days(18, [ada, binta, staff]);
  await days(2, [ada, binta, tunde, staff]);

  for (const person of [ada, binta, tunde]) {
    for (const message of person.member.dms()) person.judge(message, 'a direct message', false);
    for (const message of person.member.pings()) {
      const hour = (new Date(message.timestamp).getUTCHours() + 1) % 24;
      // The last word before the deadline comes three hours before midnight.
      const isLast = plain(message).includes('A few hours left');
      if (!isLast && (hour >= 21 || hour < 7))
        walk.faults.push(`${person.member.name} is woken: ${plain(message)}`);
    }
  }
  const open = [world.projects, world.announcements, ...ada.member.threads()];
  for (const message of open.flatMap((channel) => ada.member.sees(channel)))
    if (message.interaction_metadata === undefined && (message.flags & 64) === 0) {
      const foreign = foreignTo(plain(message), 'en');
      if (foreign !== undefined) walk.faults.push(`public, not in English: ${plain(message)}`);
    }
  for (const given of walk.given) {
    const check = CHECKS[given.promise as PromiseName];
    if (check === undefined) walk.faults.push(`nobody looks after ${given.promise}: ${given.words}`);
    else if (!check(given))
      walk.faults.push(`${PROMISES[given.promise as PromiseName]} It did not: ${given.words}`);
  }
  expect(walk.given.length).toBeGreaterThan(0);
  expect([...new Set(walk.faults)]).toEqual([]);
  expect([...brokenInvariants(world.databasePath), ...badManners(world.sim)]).toEqual([]);
}, 60_000);
