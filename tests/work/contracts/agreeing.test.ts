import { buttons, type Member, type Message, type Reply, text } from '@nexus/simulator';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { brokenInvariants } from '../../support/invariants.ts';
import { altered } from '../../support/raw.ts';
import { badManners } from '../../support/requests.ts';
import { learner, type Team, team } from '../../support/teams.ts';
import { createWorld, type World } from '../../support/world.ts';

const HOUR = 3_600_000;

/** An online shop as a team would write it; `product` are its fields. */
function shop(product: Record<string, { type: string }>, version = '1.0.0'): string {
  const list = { type: 'array', items: { $ref: '#/components/schemas/Product' } };
  const answer = (schema: object) => ({
    responses: { 200: { description: 'ok', content: { 'application/json': { schema } } } },
  });
  return JSON.stringify({
    openapi: '3.0.3',
    info: { title: 'Shop API', version },
    paths: {
      '/products': { get: answer(list) },
      '/products/{id}': {
        get: {
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
          ...answer({ $ref: '#/components/schemas/Product' }),
        },
      },
      '/orders': {
        get: answer({ type: 'array', items: { type: 'object', properties: { total: { type: 'number' } } } }),
      },
    },
    components: { schemas: { Product: { type: 'object', properties: product } } },
  });
}

const FIELDS = { id: { type: 'integer' }, name: { type: 'string' }, price: { type: 'number' } };

let world: World;
let names = 0;
beforeAll(async () => {
  // Days pass in seconds here, so Discord's limits on speed are left out.
  world = await createWorld({ simulator: { rateLimits: false } });
}, 60_000);
afterEach(async () => {
  await world.settle();
  expect([...brokenInvariants(world.databasePath), ...badManners(world.sim)]).toEqual([]);
});
afterAll(() => world.stop());

async function pair(options: { locale?: string } = {}): Promise<Team> {
  names += 1;
  const ada = await learner(world, `Ada ${names}`, 'backend');
  const binta = await learner(world, `Binta ${names}`, 'frontend');
  if (options.locale !== undefined) binta.locale = options.locale;
  return await team(world, ada, binta, `Shop ${names}`);
}

const said = (reply: Reply): string => text(reply.message);

function file(content: string, filename = 'openapi.json') {
  return { filename, content, contentType: 'application/json' };
}

async function propose(who: Member, { thread }: Team, content: string): Promise<Reply> {
  const reply = await who.slash('/contract propose', { file: file(content) }, { channel: thread });
  await reply.finished();
  await world.settle();
  return reply;
}

/** The card of the newest version in the team's thread. */
function card({ owner, thread }: Pick<Team, 'owner' | 'thread'>): Message {
  const found = owner.sees(thread).findLast((message) => text(message).includes('Proposed by'));
  if (found === undefined) throw new Error('no contract in the thread');
  return found;
}

it('is proposed from a file, agreed by the other side with one press, and ticks the checklist', async () => {
  const both = await pair();
  const { owner, guest, thread } = both;
  const reply = await propose(owner, both, shop(FIELDS));
  expect(said(reply)).toContain('is proposed as version 1');
  const proposed = card(both);
  for (const part of [
    'version 1: proposed',
    '**Shop API** 1.0.0',
    '3 endpoints',
    'GET /products/{id}',
    'openapi.json',
  ])
    expect(text(proposed)).toContain(part);
  expect(text(proposed)).toMatch(new RegExp(`Still to answer: <@${guest.id}>`));
  // The other side hears of it, whoever proposed it does not.
  expect(guest.pings().some(({ id }) => id === proposed.id)).toBe(true);
  expect(owner.pings().some(({ id }) => id === proposed.id)).toBe(false);

  expect(said(await guest.click(proposed, 'Agree'))).toContain('is your team');
  await world.settle();
  expect(text(card(both))).toContain('version 1: agreed');
  const list = owner
    .sees(thread)
    .find((message) => text(message).includes('API contract and the data formats'));
  expect(text(list ?? proposed)).toContain('☑ ~~Agree on the API contract');
  expect(said(await guest.slash('/help'))).toContain('agreed on its API contract');
});

/** A team that has agreed on its first contract. */
async function agreed(options: { locale?: string } = {}): Promise<Team> {
  const both = await pair(options);
  await propose(both.owner, both, shop(FIELDS));
  await both.guest.slash('/contract agree', {}, { channel: both.thread });
  await world.settle();
  return both;
}

const { price: _, ...WITHOUT_PRICE } = FIELDS;

it('tells each cause of a break once, first what the reader uses, and mentions nobody whom it does not concern', async () => {
  const both = await agreed();
  const { owner, guest, thread } = both;
  const uses = await guest.slash('/contract uses', { endpoints: 'GET /orders' }, { channel: thread });
  expect(said(uses)).toContain('You use: `GET /orders`');
  const before = guest.pings().length;
  await propose(owner, both, shop(WITHOUT_PRICE, '2.0.0'));
  expect(guest.pings().length, 'nothing of theirs breaks').toBe(before);
  expect(text(card(both))).toContain('Against version 1:** 1 breaking');

  await guest.slash('/contract uses', { endpoints: 'GET /products/{id}, GET /orders' }, { channel: thread });
  await propose(owner, both, shop(WITHOUT_PRICE, '2.0.1'));
  expect(guest.pings().length, 'now something does').toBe(before + 1);
  const diff = await guest.slash('/contract diff', {}, { channel: thread });
  expect(said(diff)).toContain('2 endpoints, 1 of yours (**`GET /products/{id}`**, `GET /products`)');
  expect(said(diff).match(/\*\*\(\d+\) breaking/g)).toHaveLength(1);

  const meaning = await guest.select(diff.message, 'What does that mean?', '0');
  expect(said(meaning)).toMatch(/price/);
  const opened = await guest.click(meaning.message, 'That is on purpose');
  const accepted = await guest.submitModal(opened, { reason: 'Prices come from the cart now' });
  expect(said(accepted)).toContain('On purpose, says');
  await world.settle();
  // It is remembered by rule and place: the next version with the same change does not count it again.
  await propose(owner, both, shop({ ...WITHOUT_PRICE, stock: { type: 'integer' } }, '2.1.0'));
  expect(text(card(both))).toContain('Against version 1:** 1 safe');
});

it('takes a yes from a member alone, once, and only to the document that was shown', async () => {
  const both = await pair();
  const { owner, guest } = both;
  await propose(owner, both, shop(FIELDS));
  const first = card(both);
  const button = 'Agree';
  const stranger = await learner(world, 'Zola', 'frontend');
  const [, customId = ''] = /"(n1:contract\.agree:[^"]+)"/.exec(JSON.stringify(first.components)) ?? [];
  const home = await stranger.slash('/help');
  const forged = await altered(
    world.sim,
    () => stranger.click(home.message, buttons(home.message)[0]?.label ?? ''),
    ({ data }) => {
      data['custom_id'] = customId;
    },
  );
  expect(said(forged)).toContain('not in this team');
  await propose(owner, both, shop({ ...FIELDS, stock: { type: 'integer' } }, '1.1.0'));
  expect(text(first)).toContain('no longer proposed');
  // The old button, pressed on a phone that has not drawn it anew.
  const { contracts } = world.bot.services;
  const [newest] = await contracts.history(both.id);
  await expect(contracts.agreeing.agree(newest?.version.id ?? 0, guest.id, 'abcabcabcabc')).rejects.toThrow(
    'contracts:error.replaced',
  );
  await expect(contracts.agreeing.agree(newest?.version.id ?? 0, stranger.id)).rejects.toThrow(
    'teams:error.not-member',
  );
  const shown = card(both);
  const [one, two] = await Promise.all([guest.click(shown, button), guest.click(shown, button)]);
  expect([said(one), said(two)].filter((answer) => answer.includes('is your team'))).toHaveLength(1);
  await world.settle();
  expect(await contracts.current(both.id)).toMatchObject({
    proposed: undefined,
    agreed: { number: 2, title: 'Shop API', version: '1.1.0' },
  });
});

it('agrees once when two processes are pressed at the same moment', async () => {
  const both = await pair();
  await propose(both.owner, both, shop(FIELDS));
  const twin = await world.twin();
  const [version] = await world.bot.services.contracts.history(both.id);
  const id = version?.version.id ?? 0;
  const outcomes = await Promise.allSettled([
    world.bot.services.contracts.agreeing.agree(id, both.guest.id),
    twin.services.contracts.agreeing.agree(id, both.guest.id),
  ]);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  await twin.stop();
});

it('asks once after a day, by direct message, and lets its proposer go on after two', async () => {
  const both = await pair();
  const { owner, guest, thread } = both;
  await propose(owner, both, shop(FIELDS));
  const early = await owner.slash('/contract show', {}, { channel: thread });
  expect(JSON.stringify(early.message.components)).not.toContain('Work with this for now');
  await world.advance(25 * HOUR);
  await world.advance(HOUR);
  const asked = guest.dms().filter((message) => text(message).includes('has waited a day'));
  expect(asked).toHaveLength(1);
  await world.advance(24 * HOUR);
  await world.advance(12 * HOUR);
  expect(guest.dms().filter((message) => text(message).includes('has waited a day'))).toHaveLength(1);
  const offer = owner.dms().find((message) => text(message).includes('need not wait'));
  if (offer === undefined) throw new Error('the proposer was not told');
  expect(said(await owner.click(offer, 'Work with this for now'))).toContain('You work with version 1');
  await world.settle();
  expect(text(card(both))).toContain(`not yet agreed by <@${guest.id}>`);
  // Whoever was asked can still agree, in their direct messages.
  const [letter] = asked;
  if (letter === undefined) throw new Error('nobody was asked');
  expect(said(await guest.click(letter, 'Agree'))).toContain('is your team');
});

it('hears an objection with its reason, and keeps it private to the team', async () => {
  const both = await pair();
  const { owner, guest } = both;
  await propose(owner, both, shop(FIELDS));
  const opened = await guest.click(card(both), 'Object');
  await guest.submitModal(opened, { reason: 'We need the stock, @everyone' });
  await world.settle();
  expect(text(card(both))).toContain('objects: We need the stock');
  // Not at night.
  await world.advance(12 * HOUR);
  expect(text(owner.dms().at(-1) ?? card(both))).toContain('objects to version 1');
});

it('begins from the template or from typed lines, loses nothing that was typed, and gives it back as files', async () => {
  const both = await pair();
  const { owner, guest, thread } = both;
  const start = await owner.slash('/contract propose', {}, { channel: thread });
  const template = await owner.click(start.message, 'Start from the template');
  expect(JSON.stringify(template.modal)).toContain('GET /products');
  const typed = await owner.click(start.message, 'Type it');
  const refused = await owner.submitModal(typed, { lines: 'products please' });
  const edited = await owner.click(refused.message, 'Edit');
  expect(JSON.stringify(edited.modal)).toContain('products please');
  const done = await owner.submitModal(edited, {
    lines: 'GET /products -> [id, name, price]\nPOST /orders total',
  });
  expect(said(done)).toContain('is proposed as version 1');
  await world.settle();
  expect(text(card(both))).toContain('`POST /orders`');
  const files = await guest.click(card(both), 'Files');
  for (const [label, name] of [
    ['TypeScript types', 'contract-1.d.ts'],
    ['Example answers', 'contract-1-examples.json'],
    ['The contract', 'contract-1'],
    ['Change log', 'changes.md'],
  ]) {
    const got = await guest.click(files.message, label ?? '');
    expect(got.message.attachments.map(({ filename }) => filename).join()).toContain(name);
  }
});

it('of typed lines that it reads in part, brings them back to be mended', async () => {
  const { owner, thread } = await pair();
  const start = await owner.slash('/contract propose', {}, { channel: thread });
  const lines = 'GET /products -> [id, name, price]\nand the orders';
  const done = await owner.submitModal(await owner.click(start.message, 'Type it'), { lines });
  expect(said(done)).toContain('with 1 thing to mend');
  const again = await owner.click(done.message, 'Edit');
  expect(JSON.stringify(again.modal)).toContain('and the orders');
  const mended = await owner.submitModal(again, { lines: lines.replace('and the', 'GET /') });
  expect(said(mended)).toContain('is proposed as version 2');
  expect(said(mended)).not.toContain('to mend');
});

it('reads and answers in French, privately', async () => {
  const both = await agreed({ locale: 'fr' });
  const { owner, guest, thread } = both;
  await propose(owner, both, shop(WITHOUT_PRICE, '2.0.0'));
  const shown = await guest.slash('/contract show', {}, { channel: thread });
  expect(shown.ephemeral).toBe(true);
  expect(said(shown)).toContain('Contrat, version 2\u00a0: proposée');
  expect(said(await guest.slash('/contract diff', {}, { channel: thread }))).toContain(
    'Ce qui change depuis la version 1',
  );
  expect(said(await guest.slash('/contract history', {}, { channel: thread }))).toContain('version');
});

it('says of what is no contract what it is, and numbers what is to be mended', async () => {
  const both = await pair();
  const { owner, thread } = both;
  const page = await owner.slash(
    '/contract propose',
    { file: file('<!doctype html><title>Swagger UI</title>', 'docs.html') },
    { channel: thread },
  );
  expect(said(page)).not.toBe('');
  expect(said(page)).not.toContain('proposed as version');
  const twice = 'openapi: 3.0.0\ninfo:\n  title: A\n  version: "1"\n  title: B\npaths: {}\n';
  const refused = await owner.slash(
    '/contract propose',
    { file: file(twice, 'a.yaml') },
    { channel: thread },
  );
  expect(said(refused)).toMatch(/1\. .*5/);
  const first = await owner.slash('/contract diff', {}, { channel: thread });
  expect(said(first)).toContain('no API contract yet');
  expect(said(await owner.slash('/contract check', {}, { channel: thread }))).toContain(
    'no API contract yet',
  );
  expect(said(await owner.slash('/contract agree', {}, { channel: thread }))).toContain(
    'Nothing is proposed',
  );
  const typed = { file: file('type Query { goods: [String] }', 'a.graphql') };
  await (await owner.slash('/contract propose', typed, { channel: thread })).finished();
  expect(said(await owner.slash('/contract check', {}, { channel: thread }))).toContain('no address');
});

it('ends what is proposed with its team', async () => {
  const both = await pair();
  await propose(both.owner, both, shop(FIELDS));
  const asked = await both.guest.slash('/team leave', {}, { channel: both.thread });
  await both.guest.click(asked.message, 'Leave the team');
  await world.settle();
  expect(await world.bot.services.contracts.current(both.id)).toEqual({
    proposed: undefined,
    agreed: undefined,
  });
});
