import { type Member, type Message, text } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.stop());

const SUMMARY = 'A summary that is long enough to be accepted.';

async function announced(member: Member, options: Record<string, string | number>): Promise<Message> {
  await member.slash('/announce-project', {
    brief: 'ecommerce',
    summary: SUMMARY,
    track: 'backend',
    ...options,
  });
  await world.settle();
  const card = member
    .sees(world.projects)
    .find((message) => text(message).startsWith(`### ${options.title}`));
  if (card === undefined) throw new Error('no card');
  return card;
}

it('edits the card in place, by options and by the filled-in modal', async () => {
  const ada = world.guild.addMember({ name: 'Ada' });
  const card = await announced(ada, { title: 'Shop API', repo: 'https://github.com/ada/shop' });
  const before = world.staff.sees(world.projects).length;

  await ada.slash('/project edit', { partners: 2 });
  const opened = await ada.slash('/project edit');
  expect(JSON.stringify(opened.modal)).toContain('https://github.com/ada/shop');
  const refused = await ada.submitModal(opened, {
    title: 'Jobs API',
    brief: 'job-board',
    summary: SUMMARY,
    links: 'http://plain.example',
  });
  expect(text(refused.message)).toContain('https://');
  const again = await ada.click(refused.message, 'Edit');
  expect(JSON.stringify(again.modal)).toContain('http://plain.example');
  await ada.submitModal(again, { title: 'Jobs API', brief: 'job-board', summary: SUMMARY, links: '' });
  await world.settle();

  expect(text(card)).toContain('Jobs API');
  expect(text(card)).toContain('Job Board');
  expect(text(card)).toContain('looks for 2 frontend partners');
  expect(world.staff.sees(world.projects)).toHaveLength(before);
});

it('ends open requests when the owner withdraws, and tells who asked', async () => {
  const owner = world.guild.addMember({ name: 'Owner' });
  const guest = world.guild.addMember({ name: 'Guest' });
  const card = await announced(owner, { title: 'Withdrawn API' });
  const asked = await guest.click(card, 'Team up');
  await guest.click(asked.message, 'Frontend');
  await world.settle();
  const sure = await owner.slash('/project status', { status: 'withdrawn' });
  await owner.click(sure.message, 'Withdraw');
  await world.settle();

  expect(text(card)).toContain('withdrawn');
  const help = await guest.slash('/partner requests');
  expect(text(help.message)).toContain('No open requests');
  expect(text(help.message)).toContain('about **Withdrawn API** has ended: the project looks for nobody now');
  const [once] = [await guest.slash('/partner requests')];
  expect(text(once.message)).not.toContain('has ended');
});

it('changes only what is the member’s own', async () => {
  const owner = world.guild.addMember({ name: 'Owner 2' });
  const thief = world.guild.addMember({ name: 'Thief' });
  await announced(owner, { title: 'Mine' });
  const [project] = await world.bot.services.projects.search(world.guild.state.id, 'Mine');
  const refused = await thief.slash('/project edit', { project: String(project?.id), partners: 4 });
  expect(text(refused.message)).toContain('Only the owner');
  expect((await world.bot.services.projects.find(project?.id ?? 0))?.partners).toBe(1);
});
