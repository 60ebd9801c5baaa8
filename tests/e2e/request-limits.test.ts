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

async function crowd(size: number, track: 'backend' | 'frontend') {
  return await Promise.all(
    Array.from({ length: size }, (_, n) => learner(world, `${track} ${n}`, track, { dm: false })),
  );
}

async function projectOf(ownerId: string): Promise<number> {
  const [project] = await world.bot.services.projects.own(world.guild.id, ownerId);
  return project?.id ?? 0;
}

/** What became of the same tries at the same instant: how many went through, and what the others read. */
async function outcomes(tries: readonly Promise<unknown>[]): Promise<Record<string, number>> {
  const ends = await Promise.allSettled(tries);
  const names = ends.map((end) => (end.status === 'fulfilled' ? 'sent' : String(end.reason)));
  return Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));
}

it('a project has at most three of its own requests open', async () => {
  const [owner] = await crowd(1, 'backend');
  const guests = await crowd(6, 'frontend');
  if (owner === undefined) throw new Error('nobody');
  await announce(owner, 'Shop');
  const id = await projectOf(owner.id);
  const { asking, requests } = world.bot.services;
  const asks = guests.map((guest) => asking.ask(world.guild.id, id, owner.id, guest.id, undefined));
  expect(await outcomes(asks)).toEqual({ sent: 3, 'UserError: requests:error.too-many-asks': 3 });
  // One answered makes room for one.
  const [first] = await requests.outgoing(world.guild.id, owner.id);
  await requests.decline(first?.request.id ?? 0, first?.request.askedIds[0] ?? '');
  const again = guests.map((guest) => asking.ask(world.guild.id, id, owner.id, guest.id, undefined));
  expect(await outcomes(again)).toMatchObject({ sent: 1 });
});

it('at most five asks wait for one member', async () => {
  const owners = await crowd(8, 'backend');
  const [guest] = await crowd(1, 'frontend');
  if (guest === undefined) throw new Error('nobody');
  for (const [n, owner] of owners.entries()) await announce(owner, `Shop ${n}`);
  const ids = await Promise.all(owners.map((owner) => projectOf(owner.id)));
  const { asking } = world.bot.services;
  const asks = owners.map((owner, n) =>
    asking.ask(world.guild.id, ids[n] ?? 0, owner.id, guest.id, undefined),
  );
  expect(await outcomes(asks)).toEqual({ sent: 5, 'UserError: requests:error.inbox-full': 3 });
});

it('at most 25 members wait to join one project', async () => {
  const [owner] = await crowd(1, 'backend');
  const guests = await crowd(28, 'frontend');
  if (owner === undefined) throw new Error('nobody');
  await announce(owner, 'Shop');
  const id = await projectOf(owner.id);
  const { asking } = world.bot.services;
  const asks = guests.map((guest) => asking.teamUp(world.guild.id, id, guest.id));
  expect(await outcomes(asks)).toEqual({ sent: 25, 'UserError: requests:error.project-inbox-full': 3 });
});
