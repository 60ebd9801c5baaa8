import { type Channel, text } from '@nexus/simulator';
import { describe, expect, it } from 'vitest';
import { endpointsMeant, readUse } from '../../../src/work/contracts/rules.ts';
import { learner, team } from '../../support/teams.ts';
import { createWorld } from '../../support/world.ts';

const ENDPOINTS = [
  'GET /products',
  'POST /products',
  'GET /products/{id}',
  'GET /users/{id}',
  'GET /users/{name}',
  'GET /orders/',
  'query me',
];

describe('an endpoint that is typed', () => {
  it.each([
    ['get /products', ['GET /products']],
    ['GET  /products/', ['GET /products']],
    ['GET /products/:id', ['GET /products/{id}']],
    ['GET /products/<int:pk>/', ['GET /products/{id}']],
    ['/products', ['GET /products', 'POST /products']],
    ['/orders', ['GET /orders/']],
    ['GET /users/{name}', ['GET /users/{name}']],
    ['Query me', ['query me']],
    ['DELETE /products', []],
    ['GET /product', []],
  ])('%s', (typed, meant) => {
    expect(endpointsMeant(readUse(typed)?.endpoint ?? '', ENDPOINTS)).toEqual(meant);
  });

  it('may name a field', () => {
    expect(readUse('GET /products price')).toEqual({ endpoint: 'GET /products', fields: ['price'] });
    expect(readUse('/products price')).toEqual({ endpoint: '/products', fields: ['price'] });
    expect(readUse('products')).toBeUndefined();
  });
});

it('are offered of the team in whose thread they are typed, elsewhere of all one’s teams', async () => {
  const world = await createWorld();
  try {
    const owner = await learner(world, 'Ada', 'backend', { teams: 2 });
    const shop = await team(world, owner, await learner(world, 'Fatou', 'frontend'), 'Shop');
    const polls = await team(world, owner, await learner(world, 'Zola', 'frontend'), 'Polls');
    for (const [{ thread }, content] of [
      [shop, 'GET /products -> id'],
      [polls, 'GET /polls -> id'],
    ] as const) {
      const file = { filename: 'api.txt', content };
      await owner.slash('/contract propose', { file }, { channel: thread });
      await world.settle();
    }
    const offered = async (channel: Channel) =>
      (await owner.autocomplete('/contract uses', 'endpoints', 'GET', {}, { channel })).map(
        ({ value }) => value,
      );
    expect(await offered(polls.thread)).toEqual(['GET /polls', 'GET']);
    expect(await offered(shop.thread)).toEqual(['GET /products', 'GET']);
    expect(new Set(await offered(world.projects))).toEqual(new Set(['GET', 'GET /polls', 'GET /products']));
  } finally {
    await world.stop();
  }
});

it('that the contract does not have is said as it was typed, whatever is in it', async () => {
  const world = await createWorld();
  try {
    const owner = await learner(world, 'Ada', 'backend');
    const { thread, guest } = await team(world, owner, await learner(world, 'Fatou', 'frontend'), 'Shop');
    const file = { filename: 'api.txt', content: 'GET /products -> id' };
    await owner.slash('/contract propose', { file }, { channel: thread });
    await world.settle();
    const answered = async (endpoints: string) =>
      text((await guest.slash('/contract uses', { endpoints }, { channel: thread })).message);
    expect(await answered('GET /order_items *')).toContain('has no `GET /order_items *`.');
    expect(await answered(`GET /a\`${owner.mention}`)).toContain(`has no \`GET /aˋ${owner.mention}\`.`);
  } finally {
    await world.stop();
  }
});
