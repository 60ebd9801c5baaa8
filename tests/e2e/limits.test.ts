import { type Member, type Reply, text } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { brokenInvariants } from '../support/invariants.ts';
import { badManners } from '../support/requests.ts';
import { announce, learner, type Team, team } from '../support/teams.ts';
import { createWorld, type World } from '../support/world.ts';

const HOUR = 3_600_000;

let world: World;
beforeAll(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
});
afterAll(() => world.stop());

let teams = 0;
async function pair(locale?: 'fr'): Promise<Team> {
  const n = ++teams;
  const owner = await learner(world, `Owner ${n}`, 'backend', { dm: false });
  if (locale !== undefined) owner.locale = locale;
  return await team(world, owner, await learner(world, `Guest ${n}`, 'frontend', { dm: false }), `Shop ${n}`);
}

/** How often the same thing goes through in a row, and the refusal that ends it. */
async function untilRefused(act: (n: number) => Promise<Reply>): Promise<{ done: number; refusal: string }> {
  for (let done = 0; done < 40; done++) {
    const said = text((await act(done)).message);
    if (/a lot at once|beaucoup à la fois/.test(said)) return { done, refusal: said };
  }
  throw new Error('nothing ends it');
}

const AGAIN = /again <t:\d+:R>/;

it('"I propose one meeting after the other": the others are pinged four times in an hour, also after a restart', async () => {
  const { owner, guest, thread } = await pair();
  const meet = (n: number) =>
    owner.slash('/team meet', { when: `tomorrow ${9 + n}:00` }, { channel: thread });
  const { done, refusal } = await untilRefused(meet);
  expect([done, AGAIN.test(refusal)]).toEqual([4, true]);
  await world.settle();
  // An earlier proposal says by now that there is a newer one.
  const pinged = () =>
    guest.pings().filter((message) => /do you meet|newer proposal/.test(text(message))).length;
  expect(pinged()).toBe(4);
  await world.restart();
  expect(text((await meet(9)).message)).toMatch(AGAIN);
  await world.advance(HOUR);
  await meet(10);
  await world.settle();
  expect(pinged()).toBe(5);
});

it('"I set reminders for the team": five in an hour, and *In an hour* counts as one', async () => {
  const { owner, guest, thread } = await pair();
  const remind = (n: number) =>
    owner.slash(
      '/remind-me',
      { when: `in ${n + 1} min`, what: `Tea ${n}`, for: 'team' },
      { channel: thread },
    );
  const { done, refusal } = await untilRefused(remind);
  expect([done, AGAIN.test(refusal)]).toEqual([5, true]);
  await world.advance(2 * 60_000);
  const tea = guest.sees(thread).find((message) => text(message).includes('Tea 0'));
  if (tea === undefined) throw new Error('no reminder came');
  expect(text((await owner.click(tea, 'In an hour')).message)).toMatch(AGAIN);
  // The other of the two has set none.
  expect(text((await guest.click(tea, 'In an hour')).message)).not.toMatch(AGAIN);
  // One's own are nobody else's matter.
  const own = await owner.slash('/remind-me', { when: 'in 5 min', what: 'Mine' });
  expect(text(own.message)).not.toMatch(AGAIN);
});

it('"we hand it to each other and back": the team hears three of them in an hour', async () => {
  const { owner, guest } = await pair();
  const pass = async (n: number) => {
    if (n > 0) await guest.slash('/team handover', { member: owner });
    return await owner.slash('/team handover', { member: guest });
  };
  expect((await untilRefused(pass)).done).toBe(3);
});

it('« on renomme notre équipe » : four times in an hour, said in French', async () => {
  const { owner } = await pair('fr');
  const { done, refusal } = await untilRefused((n) => owner.slash('/team rename', { name: `Équipe ${n}` }));
  expect(done).toBe(4);
  expect(refusal).toMatch(/<t:\d+:R>/);
});

it('"I invite everybody": eight are pinged in an hour', async () => {
  const owner = await learner(world, 'Inviter', 'backend', { dm: false });
  await announce(owner, 'Market', { partners: 3 });
  const guests = await Promise.all(
    Array.from({ length: 10 }, (_, n) => learner(world, `Invited ${n}`, 'frontend', { dm: false })),
  );
  const tried: string[] = [];
  for (const member of guests) tried.push(text((await owner.slash('/team invite', { member })).message));
  await world.settle();
  expect(tried.filter((said) => said.includes('Invitation sent')).length).toBeLessThanOrEqual(8);
  expect(guests.filter((guest: Member) => guest.pings().length > 0).length).toBeLessThanOrEqual(8);
});

it('leaves nothing broken behind', () => {
  expect([...brokenInvariants(world.databasePath), ...badManners(world.sim)]).toEqual([]);
});
