import { type Member, type Message, text } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { brokenInvariants } from '../support/invariants.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
let host: Member;
let guest: Member;
beforeAll(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
  host = world.guild.addMember({ name: 'Host' });
  guest = world.guild.addMember({ name: 'Guest' });
});
afterAll(() => world.stop());

async function announce(member: Member, title: string, brief: string, track: string): Promise<void> {
  await member.slash('/announce-project', {
    title,
    brief,
    track,
    summary: 'Something that is withdrawn before an old button is pressed.',
  });
  await world.settle();
}

/** The cards of a title in the channel, oldest first. */
function cards(title: string): string[] {
  return guest
    .sees(world.projects)
    .map(text)
    .filter((words) => words.startsWith(`### ${title}`));
}

/** The newest message anywhere that a member sees and that carries this text. */
function seen(member: Member, words: string): Message {
  const places = [world.projects, ...member.threads()];
  const found = places
    .flatMap((place) => member.sees(place))
    .find((message) => text(message).includes(words));
  if (found === undefined) throw new Error(`nobody said "${words}"`);
  return found;
}

it('an old *Pause my project* does not bring a withdrawn project back', async () => {
  await announce(guest, 'My own board', 'job-board', 'frontend');
  await announce(host, 'Their shop', 'ecommerce', 'backend');
  const found = await host.slash('/find-partner', { 'any-brief': true, 'min-overlap': 0 });
  await host.submitModal(await host.click(found.message, 'Ask'), {});
  await world.settle();
  const asked = await guest.click(seen(guest, 'Their shop**'), 'Accept');
  await world.settle();
  expect(text(asked.message)).toContain('My own board');

  const sure = await guest.slash('/project status', { status: 'withdrawn', project: '1' });
  await guest.click(sure.message, 'Withdraw');
  await world.settle();
  const pressed = await guest.click(asked.message, 'Pause my project');
  await world.settle();
  expect(text(pressed.message)).toContain('**My own board** was withdrawn. Announce it anew');
  expect(cards('My own board')).toEqual([expect.stringContaining('withdrawn')]);
});

it('nor does the command, in whatever state it is put; withdrawing it twice is no harm', async () => {
  for (const status of ['looking', 'paused', 'full', 'withdrawn']) {
    const reply = await guest.slash('/project status', { status, project: '1' });
    expect(text(reply.message)).toContain('was withdrawn');
  }
  const french = world.guild.addMember({ name: 'Fleur', locale: 'fr' });
  await announce(french, 'Mon projet', 'other', 'backend');
  const vraiment = await french.slash('/project status', { status: 'withdrawn' });
  await french.click(vraiment.message, 'Retirer');
  const refused = await french.slash('/project status', { status: 'looking', project: '3' });
  expect(text(refused.message)).toContain('a été retiré. Annonce-le de nouveau');
  await announce(french, 'Mon projet', 'other', 'backend');
  expect(cards('Mon projet')).toHaveLength(2);
});

it('who left the thread on their own can leave the team without trouble', async () => {
  const [ada, binta] = ['Ada', 'Binta'].map((name) => world.guild.addMember({ name }));
  if (ada === undefined || binta === undefined) throw new Error('nobody');
  await announce(ada, 'A poll', 'online-poll', 'backend');
  await announce(binta, 'Another poll', 'online-poll', 'frontend');
  await binta.click(seen(binta, '### A poll'), 'Team up');
  await world.settle();
  await ada.click(seen(ada, 'would like to join'), 'Accept');
  await world.settle();
  const thread = binta
    .threads()
    .find(({ type, threadMembers }) => type === 12 && threadMembers.has(binta.id));
  thread?.threadMembers.delete(binta.id);
  const asked = await binta.slash('/team leave');
  await binta.click(asked.message, 'Leave the team');
  await world.settle();
  expect(thread).toBeDefined();
  expect(brokenInvariants(world.databasePath)).toEqual([]);
});
