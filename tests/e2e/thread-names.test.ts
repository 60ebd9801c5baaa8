import { afterEach, beforeEach, expect, it } from 'vitest';
import { brokenInvariants } from '../support/invariants.ts';
import { announce, learner } from '../support/teams.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
});
afterEach(async () => {
  await world.settle();
  expect(brokenInvariants(world.databasePath)).toEqual([]);
  await world.stop();
});

/** The private threads of the server, by name. */
function teamThreads(): string[] {
  return world.staff
    .threads()
    .map(({ name }) => name ?? '')
    .filter((name) => name.includes(' · '))
    .toSorted();
}

/** Two projects of the same title, whose owners and guests have the same names: all four accept at the same instant. */
async function twins(): Promise<void> {
  const { requests } = world.bot.services;
  const guests = [];
  for (let n = 0; n < 2; n++) {
    const owner = await learner(world, 'Ada', 'backend', { dm: false });
    const guest = await learner(world, 'Binta', 'frontend', { dm: false });
    await announce(owner, 'Shop', { with: guest });
    guests.push(guest);
  }
  await world.settle();
  const invitations = await Promise.all(
    guests.map(async (guest) => (await requests.incoming(world.guild.id, guest.id))[0]),
  );
  await Promise.all(guests.map((guest, n) => requests.accept(invitations[n]?.request.id ?? 0, guest.id)));
}

it('tells the threads of two teams of the same name and people apart', async () => {
  await twins();
  await world.settle();
  expect(teamThreads()).toEqual(['Shop · Ada & Binta', 'Shop · Ada & Binta (2)']);
});

it('knows its own thread again when the answer that it was made was lost', async () => {
  // Each thread is made, its answer never arrives, and the process ends.
  world.sim.faults.next({ method: 'POST', route: /^\/channels\/\d+\/threads$/ }, { kind: 'reset-after' }, 2);
  await twins();
  await world.settle();
  for (let step = 0; step < 3; step++) {
    await world.restart();
    await world.advance(10 * 60_000);
  }
  expect(world.sim.faults.pending).toBe(0);
  expect(teamThreads()).toEqual(['Shop · Ada & Binta', 'Shop · Ada & Binta (2)']);
  for (const name of teamThreads()) {
    const thread = world.staff.threads().find((each) => each.name === name);
    if (thread === undefined) throw new Error('no thread');
    expect(
      world.staff.sees(thread).filter((message) => message.author.id === world.sim.botUserId).length,
    ).toBeGreaterThan(0);
  }
});
