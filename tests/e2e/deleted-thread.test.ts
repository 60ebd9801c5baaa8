import { type Member, text } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { badManners } from '../support/requests.ts';
import { announce, learner, team } from '../support/teams.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
let ada: Member;
let kofi: Member;

beforeAll(async () => {
  world = await createWorld();
  ada = await learner(world, 'Ada', 'backend');
  kofi = await learner(world, 'Kofi', 'frontend', { dm: false });
  for (const member of [ada, kofi])
    await member.slash('/profile availability', { days: 'mon-fri', from: '18:00', to: '21:00' });
});
afterAll(() => world.stop());

/** Ada's project, and its thread, which somebody deletes. */
async function lostThread(title: string): Promise<void> {
  await announce(ada, title);
  await world.settle();
  const own = await world.bot.services.projects.own(world.guild.id, ada.id);
  const thread = world.sim.world.channels.get(own.find((each) => each.title === title)?.threadId ?? '');
  if (thread === undefined) throw new Error('no thread');
  world.guild.deleteChannel(thread);
  await world.settle();
}

const inChannel = (part: string) =>
  world.staff.sees(world.projects).filter((message) => text(message).includes(part));

it('"the thread of my project was deleted": whoever I ask reads it in the project channel, and answers there', async () => {
  await lostThread('Market');
  const found = await ada.slash('/find-partner');
  await ada.submitModal(await ada.click(found.message, 'Ask'), {});
  await world.settle();
  const [asked, ...others] = inChannel('would like to build');
  if (asked === undefined) throw new Error('Kofi was not asked');
  expect(others).toEqual([]);
  expect(kofi.pings().map(({ id }) => id)).toEqual([asked.id]);
  const accepted = await kofi.click(asked, 'Accept');
  expect(text(accepted.message)).toContain('Market');
  await world.settle();
  expect(text(inChannel('would like to build')[0] ?? asked)).not.toContain('Accept');
  expect(badManners(world.sim)).toEqual([]);
});

it('"I shared my progress": it stands where the answer says', async () => {
  const zola = await learner(world, 'Zola', 'backend');
  ada = zola;
  await lostThread('Bazaar');
  const shared = await zola.slash('/progress', { update: 'The basket is there' });
  expect(text(shared.message)).toContain('Shared in the project channel');
  await world.settle();
  expect(inChannel('The basket is there').map(text)).toEqual([
    `<@${zola.id}> made progress on **Bazaar**\n> The basket is there`,
  ]);
});

it('"our team\u2019s thread was deleted": nothing is proposed where nobody reads it; one press makes the thread anew', async () => {
  const owner = await learner(world, 'Owner', 'backend');
  const { thread } = await team(world, owner, await learner(world, 'Guest', 'frontend'), 'Quiet');
  world.guild.deleteChannel(thread);
  await world.settle();
  for (const [line, options] of [
    ['/team meet', { when: 'tomorrow 6pm' }],
    ['/team rename', { name: 'Loud' }],
  ] as const) {
    const refused = await owner.slash(line, options);
    expect(text(refused.message)).toContain("Your team's thread is not there");
  }
  const refused = await owner.slash('/team meet', { when: 'tomorrow 6pm' });
  await owner.click(refused.message, 'Make the thread anew');
  await world.settle();
  const proposed = await owner.slash('/team meet', { when: 'tomorrow 6pm' });
  expect(text(proposed.message)).toContain('Proposed in <#');
});
