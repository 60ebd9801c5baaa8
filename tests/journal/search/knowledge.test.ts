import { type Member, type Message, text } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Entry } from '../../../src/journal/search/service.ts';
import { write } from '../../../src/platform/database/index.ts';
import { createWorld, GIVEN, MONDAY, type World } from '../../support/world.ts';

const CELERY = 'Celery worker cannot reach RabbitMQ';
const OTHER = 'RabbitMQ cannot be reached by the Celery worker';
let world: World;
let ada: Member;

beforeAll(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
  ada = world.guild.addMember({ name: 'Ada' });
  for (const each of entries()) await keep(each);
}, 60_000);
afterAll(() => world.stop());

async function keep(entry: Entry): Promise<void> {
  const { db, search } = world.bot.services;
  await write(db, (trx) => search.keep(trx, entry));
}

function entry(
  sourceId: number,
  title: string,
  texts: Record<string, string>,
  technologies: string[] = [],
): Entry {
  return {
    guildId: world.guild.id,
    kind: 'solution',
    sourceId,
    authorId: '5',
    title,
    texts,
    technologies,
    link: `https://discord.com/channels/${world.guild.id}/1/${sourceId}`,
    at: MONDAY,
  };
}

function entries(): Entry[] {
  const celery = entry(
    1,
    CELERY,
    {
      cause: 'The broker address said *localhost* <@123456789012345678>',
      solution: 'Use the name of the service.',
    },
    ['Celery'],
  );
  const docker = Array.from({ length: 12 }, (_, index) =>
    entry(10 + index, `Docker lesson number ${index}`, { solution: 'Use small images.' }, ['Docker']),
  );
  return [celery, ...docker];
}

async function searchAs(member: Member, options: Record<string, string>): Promise<Message> {
  return (await member.slash('/knowledge search', options)).message;
}

async function search(options: Record<string, string>): Promise<Message> {
  return await searchAs(ada, options);
}

it('finds the solved blocker in a learner’s words, with the hit in bold and a jump to it', async () => {
  const found = await search({ query: 'celery wont conect to rabitmq' });
  expect(text(found)).toContain(CELERY);
  expect(text(found)).toContain('I looked for **rabbitmq**');
  const read = (await ada.click(found, 'Read it')).message;
  expect(text(read)).toContain('Use the name of the service.');
  expect(text(read)).toContain(String.raw`\<@123456789012345678>`);
  expect(JSON.stringify(read)).toContain(`https://discord.com/channels/${world.guild.id}/1/1`);
});

it('turns pages', async () => {
  const first = await search({ query: 'docker lesson' });
  expect(text(first)).toContain('page 1 of 3');
  const second = (await ada.click(first, 'Next')).message;
  expect(text(second)).toContain('page 2 of 3');
});

it('never answers with nothing: without the filter, the nearest, or what is known at all', async () => {
  expect(text(await search({ query: 'celery', tech: 'Docker' }))).toContain('under this filter');
  const nothing = await search({ query: 'xylophone' });
  expect(text(nothing)).toContain('Nothing on “xylophone” yet');
  const amina = world.guild.addMember({ name: 'Amina', locale: 'fr' });
  expect(text(await searchAs(amina, { query: 'xylophone' }))).toContain('«\u00a0xylophone\u00a0»');
  const opened = await ada.click(nothing, 'Open as blocker');
  expect(JSON.stringify(opened.modal)).toContain('xylophone');
  const { message: about } = await ada.select(nothing, 'See what is known about…', 'Docker');
  expect(text(about)).toContain('What is known about **Docker**');
});

it('answers in French', async () => {
  const amelie = world.guild.addMember({ name: 'Amélie', locale: 'fr' });
  const found = await searchAs(amelie, { query: 'courtier rabbitmq injoignable' });
  expect(text(found)).toContain('Celery worker cannot reach RabbitMQ');
  expect(text(found)).toMatch(/pour|s'en approche/);
});

it('shows staff what was searched for in vain, and nobody else', async () => {
  await search({ query: 'Quantum teleportation' });
  const found = await searchAs(world.staff, { query: 'celery' });
  const { message: vain } = await world.staff.click(found, 'Searched in vain');
  expect(text(vain)).toContain('“Quantum teleportation” (1 member');
  expect(JSON.stringify(await search({ query: 'celery' }))).not.toContain('Searched in vain');
});

it('lets staff say that two are the same, and take it back', async () => {
  await keep(
    entry(2, 'RabbitMQ cannot be reached by the Celery worker', { solution: 'Its host is the service.' }),
  );
  const found = await searchAs(world.staff, { query: 'celery worker rabbitmq reach' });
  const { message: read } = await world.staff.click(found, 'Read it', { in: CELERY });
  const { message: ask } = await world.staff.click(read, 'It is the same as…');
  const { message: merged } = await world.staff.select(ask, 'It is the same as…', OTHER);
  expect(text(merged)).toContain('in its place');
  const after = text(await search({ query: 'celery worker rabbitmq reach' }));
  expect(after).toContain('1 answer');
  await world.staff.click(merged, 'Undo');
  expect(text(await search({ query: 'celery worker rabbitmq reach' }))).toContain('2 answers');
});

it('says that nobody has shared anything only where that is so', async () => {
  const school = world.sim.createGuild({ name: 'Another school', botPermissions: GIVEN });
  const channel = school.createChannel({ name: 'help' });
  const kofi = school.addMember({ name: 'Kofi' });
  const asked = async () =>
    text((await kofi.slash('/knowledge search', { query: 'xylophone' }, { channel })).message);
  const NOBODY = 'Nobody has solved or shared anything here yet';
  expect(await asked()).toContain(NOBODY);
  await keep({
    ...entry(1, 'Slow list of orders', { solution: 'Load the owners at once.' }),
    guildId: school.id,
  });
  const said = await asked();
  expect(said).toContain('Nothing on “xylophone” yet');
  expect(said).not.toContain(NOBODY);
});
