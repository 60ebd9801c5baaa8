import { deepEqual } from 'node:assert/strict';
import { buttons, type Channel, type Member, type Message, text } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { said } from '../support/learners.ts';
import { badManners } from '../support/requests.ts';
import { learner, type Team, team } from '../support/teams.ts';
import { createWorld, type World } from '../support/world.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** After so long the thread of what is over is archived, in ms. */
const ANSWERED = 5_000;

let world: World;
let shop: Team;
let zola: Member;

beforeAll(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
  const ada = await learner(world, 'Ada', 'backend');
  const kofi = await learner(world, 'Kofi', 'frontend');
  zola = await learner(world, 'Zola', 'backend');
  shop = await team(world, ada, kofi);
}, 60_000);
afterAll(async () => {
  deepEqual(badManners(world.sim), []);
  await world.stop();
});

function cardOf(title: string, where: Channel = world.projects): Message {
  const card = zola.sees(where).findLast((message) => text(message).startsWith(`### ${title}`));
  if (card === undefined) throw new Error(`no card of ${title}`);
  return card;
}

function threadOf(title: string): Channel {
  const thread = world.staff.threads().find(({ name }) => name === title);
  if (thread === undefined) throw new Error(`no thread of ${title}`);
  return thread;
}

async function opens(member: Member, title: string, details = 'It hangs.', more = {}): Promise<Message> {
  const reply = await member.slash('/blocker open', { title, details, tech: 'celery, docker', ...more });
  await world.settle();
  return reply.message;
}

it('stands once when it is typed again word for word, as by whoever read that nothing answered', async () => {
  const cards = () =>
    zola.sees(world.projects).filter((message) => text(message).startsWith('### Redis is full')).length;
  const [first, again] = [await opens(shop.owner, 'Redis is full'), await opens(shop.owner, 'Redis is full')];
  expect(text(again)).toContain('**Redis is full** stands in');
  expect(buttons(again).map(({ customId }) => customId)).toEqual(
    buttons(first).map(({ customId }) => customId),
  );
  expect(cards()).toBe(1);
  await opens(shop.owner, 'Redis is full', 'It says OOM.');
  expect(cards()).toBe(2);
});

it('opens with a card and a thread for answers, solved by a helper whose answer is marked and credited', async () => {
  const { owner } = shop;
  const opened = await owner.slash('/blocker open', {
    title: 'Celery does not reach RabbitMQ',
    details: 'Connection refused in the worker container',
    tech: 'celery, rabbitmq',
  });
  expect(said(opened)).toContain('everybody here can read it');
  await world.settle();
  const card = cardOf('Celery does not reach RabbitMQ');
  expect(text(card)).toContain(`${owner.mention} is stuck · **Shop** · Celery, RabbitMQ`);
  expect(text(card)).toContain('> Connection refused in the worker container');
  const thread = threadOf('Celery does not reach RabbitMQ');
  expect(owner.sees(thread).some((message) => text(message).includes('Answers go here'))).toBe(true);

  const offered = await zola.click(card, 'I can help');
  expect(said(offered)).toContain(`/${thread.id}`);
  await zola.click(card, 'I can help');
  await world.settle();
  expect(owner.dms().filter((message) => text(message).includes('can help you'))).toHaveLength(1);
  expect(text(cardOf('Celery does not reach RabbitMQ'))).toContain(`Can help: ${zola.mention}`);

  const words = zola.say(
    thread,
    'The broker URL says localhost; inside compose it is the name of the service.',
  );
  const more = zola.say(thread, 'Or give the broker a network of its own.');
  const marked = await owner.contextMenu('This solved it', words);
  expect(said(marked)).toContain(`is solved, thanks to ${zola.mention}`);
  expect(said(marked)).toContain(
    'Still missing for your README: Root cause, How it was found, Lesson learned',
  );
  await world.advance(ANSWERED);
  expect(text(cardOf('Celery does not reach RabbitMQ'))).toContain('The broker URL says localhost');
  expect(threadOf('Celery does not reach RabbitMQ').isArchived).toBe(true);
  expect(await world.bot.services.blockers.helped(world.guild.id, zola.id)).toBe(1);
  expect(said(await zola.slash('/help'))).toContain('Your answer solved **Celery does not reach RabbitMQ**');

  // A second answer, marked in the archived thread: it stays so, and nobody is called there.
  const before = zola.sees(thread).length;
  expect(said(await owner.contextMenu('This solved it', more))).toContain(zola.mention);
  await world.advance(ANSWERED);
  expect(threadOf('Celery does not reach RabbitMQ').isArchived).toBe(true);
  expect(zola.sees(thread)).toHaveLength(before);

  const form = await owner.click(marked.message, 'Write down what it was');
  await owner.submitModal(form, {
    rootCause: 'localhost is the container itself',
    lesson: 'Read the compose network first',
  });
  await world.settle();
  expect(text(cardOf('Celery does not reach RabbitMQ'))).toContain('localhost is the container itself');
});

it('shows what was solved before and is much like it, with one press that solves this one too', async () => {
  const opened = await opens(zola, 'Celery worker cannot reach RabbitMQ', 'Connection refused', {
    tech: 'celery, rabbitmq',
  });
  expect(text(opened)).toContain('Solved before, and much like yours');
  expect(text(opened)).toContain('The broker URL says localhost');
  const solved = await zola.click(opened, 'That solves it');
  expect(said(solved)).toContain('is solved');
  await world.settle();
  expect(text(cardOf('Celery worker cannot reach RabbitMQ'))).toContain('**Solved.**');
  expect(text(cardOf('Celery does not reach RabbitMQ'))).toContain('It helped 1 more person');
});

it('typed in the private thread of a team it is shown to nobody else, until its owner shows it', async () => {
  const { owner, guest, thread } = shop;
  const reply = await owner.slash('/blocker open', { title: 'Stripe key is refused' }, { channel: thread });
  expect(said(reply)).toContain('only your team reads it');
  await world.settle();
  expect(
    text(guest.sees(thread).findLast((message) => text(message).startsWith('### Stripe')) as Message),
  ).toContain('Stripe');
  expect(zola.sees(world.projects).some((message) => text(message).includes('Stripe'))).toBe(false);
  expect(said(await zola.slash('/blocker list'))).not.toContain('Stripe');
  const [found] = await world.bot.services.blockers.ofTeam(shop.id);
  await expect(world.bot.services.blockers.publish(found?.id ?? 0, guest.id)).rejects.toThrow('not-yours');
  await owner.click(reply.message, 'Show it publicly');
  await world.settle();
  expect(text(cardOf('Stripe key is refused'))).toContain('is stuck');
  expect(said(await zola.slash('/blocker list'))).toContain('Stripe key is refused');
});

it('is solved once by two at the same time, and only by those who may', async () => {
  const { owner, guest } = shop;
  await opens(owner, 'Migrations conflict on main');
  const [blocker] = (await world.bot.services.blockers.ofMember(world.guild.id, owner.id)).filter(
    ({ title }) => title.startsWith('Migrations'),
  );
  const id = blocker?.id ?? 0;
  const words = { rootCause: null, diagnosis: null, solution: 'makemigrations --merge', lesson: null };
  const { blockers } = world.bot.services;
  await expect(
    blockers.solve(id, { userId: guest.id, isStaff: false, guildId: world.guild.id }, words),
  ).rejects.toThrow('not-yours-to-solve');
  expect(said(await guest.slash('/blocker solve', { blocker: String(id) }))).toContain('Press *I can help*');
  await guest.click(cardOf('Migrations conflict on main'), 'I can help');
  const twin = await world.twin();
  await Promise.all([
    blockers.solve(id, { userId: owner.id, isStaff: false }, words),
    twin.services.blockers.solve(
      id,
      { userId: guest.id, isStaff: false },
      { ...words, lesson: 'Pull first' },
    ),
  ]);
  await twin.stop();
  await world.settle();
  expect((await blockers.find(id))?.state).toBe('solved');
  const undone = await owner.slash('/blocker list', { mine: true });
  expect(text(undone.message)).toContain('Migrations conflict on main');
  await blockers.undo(id, { userId: owner.id, isStaff: false });
  expect((await blockers.find(id))?.state).toBe('open');
  await blockers.close(id, { userId: owner.id, isStaff: false });
});

it('asks its owner once after two quiet days, and whoever writes in one that is over reads so once', async () => {
  const { owner } = shop;
  await opens(owner, 'Pagination skips rows');
  const thread = threadOf('Pagination skips rows');
  await world.advance(DAY);
  zola.say(thread, 'Do you order by something unique?');
  for (let hour = 0; hour < 80; hour += 8) await world.advance(8 * HOUR);
  const asked = owner
    .dms()
    .filter(
      (message) => text(message).includes('Does it still keep you?') && text(message).includes('Pagination'),
    );
  expect(asked).toHaveLength(1);
  await owner.click(asked[0] as Message, 'Still stuck');
  const form = await owner.click(asked[0] as Message, 'Solved');
  await owner.submitModal(form, { solution: 'order by id' });
  await world.advance(ANSWERED);
  expect(threadOf('Pagination skips rows').isArchived).toBe(true);
  zola.say(thread, 'Me too, but with a cursor');
  await world.advance(60_000);
  expect(threadOf('Pagination skips rows').isArchived).toBe(true);
  zola.say(thread, 'Anybody?');
  await world.advance(60_000);
  const notes = zola.pings().filter((message) => text(message).includes('this one is over'));
  expect(notes).toHaveLength(1);
  expect(buttons(notes[0] as Message).map(({ label }) => label)).toEqual(['Open a new blocker']);
});
