import { buttons, text } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.stop());

it('takes two learners from their announcements to a team with a private thread', async () => {
  const { guild, projects, sim } = world;
  const ada = guild.addMember({ name: 'Ada' });
  const binta = guild.addMember({ name: 'Binta', locale: 'fr' });

  const announced = await ada.slash('/announce-project', {
    title: 'Nexus Commerce',
    brief: 'ecommerce',
    summary: 'An API for a shop: products, carts, orders and payments.',
    track: 'backend',
    stack: 'drf, postgres',
    api: 'rest',
  });
  expect(text(announced.message)).toContain('Announced: **Nexus Commerce**');
  await announced.nextEdit();
  expect(text(announced.message)).toContain('https://discord.com/channels/');

  const card = binta.sees(projects).find((message) => text(message).includes('Nexus Commerce'));
  if (card === undefined) throw new Error('no card in the channel');
  expect(text(card)).toContain('looks for 1 frontend partner');
  expect(text(card)).toContain('Django REST Framework, PostgreSQL');
  expect(buttons(card).map((button) => button.label)).toEqual(['Team up', 'Details', 'Follow']);

  const asked = await binta.click(card, 'Team up');
  expect(text(asked.message)).toContain('Quel côté construis-tu');
  const sent = await binta.click(asked.message, 'Frontend');
  expect(text(sent.message)).toContain('Envoyé à');
  await world.settle();

  const thread = await sim.until(() => ada.threads().find((each) => each.name === 'Nexus Commerce'));
  const request = ada.sees(thread).find((message) => text(message).includes('would like to join'));
  if (request === undefined) throw new Error('no request in the thread');
  const accepted = await ada.click(request, 'Accept');
  expect(text(accepted.message)).toContain('You are a team now');
  await world.settle();

  const team = binta.threads().find((each) => each.name?.startsWith('Nexus Commerce ·'));
  if (team === undefined) throw new Error('no team thread');
  expect(binta.sees(team).map(text).join('\n')).toContain('Introduce yourselves');
  const complete = ada.sees(projects).find((message) => message.id === card.id);
  expect(complete === undefined ? '' : text(complete)).toContain('team complete');
  expect(text(request)).toContain('answered');
  expect(sim.violations).toEqual([]);
});
