import { type Member, type Message, type Reply, text } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { write } from '../../../src/platform/database/index.ts';
import { learner, type Team, team } from '../../support/teams.ts';
import { createWorld, MONDAY, type World } from '../../support/world.ts';

const DAY = 86_400_000;
let world: World;
let shop: Team;
let cohortId: number;

beforeAll(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
  const ada = await learner(world, 'Ada', 'backend');
  const kofi = await learner(world, 'Kofi', 'frontend');
  shop = await team(world, ada, kofi);
  await ada.slash('/progress', { update: 'Models and ERD done', hours: 2 });
  const [cohort] = await world.bot.services.cohorts.ofMember(world.guild.id, ada.id);
  cohortId = cohort?.id ?? 0;
  await solveBlocker(ada);
}, 60_000);
afterAll(() => world.stop());

/** As the blockers' room leaves it. */
async function solveBlocker(owner: Member): Promise<void> {
  await write(world.bot.services.db, (trx) =>
    trx
      .insertInto('blockers')
      .values({
        guild_id: world.guild.id,
        cohort_id: cohortId,
        owner_id: owner.id,
        title: 'Celery cannot reach RabbitMQ',
        solution: 'The name of the service',
        state: 'solved',
        created_at: MONDAY,
        ended_at: MONDAY + 1,
      })
      .execute(),
  );
}

async function exported(member: Member, options: Parameters<Member['slash']>[1] = {}): Promise<Message> {
  const { counted, written } = await progressOf(member);
  // Two ways to count, one number: the quick one is under every answer.
  expect(counted).toEqual(written);
  return (await member.slash('/readme export', options)).message;
}

async function progressOf(member: Member) {
  const { readmes } = world.bot.services;
  const of = { cohortId, userId: member.id };
  const counted = await readmes.progress(of);
  const written = await readmes.read(of, 'en').then(
    ({ progress }) => progress,
    // Of whoever is not in the cohort there is nothing.
    () => ({ filled: 0, of: counted.of }),
  );
  return { counted, written };
}

async function fileOf(message: Message): Promise<string> {
  const [file] = message.attachments;
  if (file === undefined) throw new Error(`no file: ${text(message)}`);
  expect(file.filename).toBe('README.md');
  return await (await fetch(file.url)).text();
}

it('is made of what was announced, done and solved, and says what lacks', async () => {
  const answer = await exported(shop.owner);
  const said = text(answer);
  expect(said).toContain('Your README: 5 of 9 sections');
  expect(said).toContain('No lesson learned for 1 challenge');
  expect(said).toContain(
    'No concept picked: Pick what I covered'.replace('Pick what I covered', '*Pick what I covered*'),
  );
  const file = await fileOf(answer);
  for (const part of [
    '### Shop',
    '- Models and ERD done',
    '### Celery cannot reach RabbitMQ',
    'Built with 1 other learner',
  ])
    expect(file).toContain(part);
  const { readmes } = world.bot.services;
  expect(await readmes.progress({ cohortId, userId: shop.owner.id })).toEqual({ filled: 5, of: 9 });
});

it('names a partner only when they said so, and no longer when they take it back', async () => {
  const kofis = await exported(shop.guest);
  await shop.guest.click(kofis, 'Let my partners name me');
  expect(await fileOf(await exported(shop.owner))).toContain('Built with Kofi.');
  await shop.guest.click(await exported(shop.guest), 'No longer name me');
  expect(await fileOf(await exported(shop.owner))).not.toContain('Kofi');
});

it('has what was picked, in both languages; what is taken back is gone', async () => {
  const answer = await exported(shop.owner);
  const { message: picking } = await shop.owner.click(answer, 'Pick what I covered');
  await shop.owner.select(picking, 'Technologies', ['Docker', 'Celery']);
  const { message: picked } = await shop.owner.select(picking, 'Concepts', ['Message queues']);
  expect(await fileOf(await exported(shop.owner, { language: 'fr' }))).toContain('- Files de messages');
  await shop.owner.select(picked, 'Technologies', ['Docker']);
  const file = await fileOf((await shop.owner.click(picked, 'Done: export my README')).message);
  expect(file).toContain('- Docker');
  expect(file).not.toContain('- Celery\n');
});

it('gives one part, or a section as a code block to copy', async () => {
  const part = await fileOf(await exported(shop.owner, { section: 'challenges' }));
  expect(part).toContain('## Challenges and solutions');
  expect(part).not.toContain('## Week by week');
  const { message: ask } = await shop.owner.click(await exported(shop.owner), 'Copy a section');
  const { message: copied } = await shop.owner.select(ask, 'Copy a section', 'weeks');
  expect(text(copied)).toContain('```md\n## Week by week');
});

it('keeps the learner’s own words in the file they attach', async () => {
  const file = await fileOf(await exported(shop.owner));
  const own = `${file}\n## Thanks\n\nTo my mentor.\n`;
  await shop.owner.slash('/progress', { update: 'Checkout works' });
  const answer = await exported(shop.owner, { current: { filename: 'README.md', content: own } });
  expect(text(answer)).toContain('Your own words stayed');
  const updated = await fileOf(answer);
  expect(updated).toContain('## Thanks\n\nTo my mentor.');
  expect(updated).toContain('- Checkout works');
});

it('reads the attached file as their editor saved it, and takes no picture for it', async () => {
  const own = `${await fileOf(await exported(shop.owner))}\n## Remerciements\n\nÀ ma mentore.\n`;
  for (const content of [Buffer.from(`\uFEFF${own}`, 'utf16le'), Buffer.from(own, 'latin1')]) {
    const answer = await exported(shop.owner, { current: { filename: 'README.md', content } });
    expect(await fileOf(answer)).toContain('## Remerciements\n\nÀ ma mentore.');
  }
  const content = Buffer.from('89504e470d0a1a0a0000000d', 'hex');
  const refused = await exported(shop.owner, { current: { filename: 'README.md', content } });
  expect(text(refused)).toContain('is not a text');
});

it('lets staff replace the topics of a cohort, and keeps a list with a mistake in it', async () => {
  const { message } = await world.staff.slash('/readme export');
  const opened = await world.staff.click(message, 'Change the topics of November');
  const refused = await world.staff.submitModal(opened, { technology: '3: Rust (backend)\n99: Late' });
  expect(text(refused.message)).toContain('This line is no topic: 99: Late');
  const again = await world.staff.click(refused.message, 'Edit');
  const saved = await world.staff.submitModal(again, { technology: '3: Rust (backend)\nZig (frontend)' });
  expect(text(saved.message)).toContain('Saved');
  const { message: picking } = await shop.owner.click(await exported(shop.owner), 'Pick what I covered');
  await shop.owner.select(picking, 'Technologies', ['Rust']);
  const file = await fileOf(await exported(shop.owner));
  expect(file).toMatch(/- Rust\n- Docker/);
  expect(JSON.stringify(picking)).not.toContain('Zig');
});

it('says that the contract was agreed once it is', async () => {
  const agreed = 'The API contract was agreed in the team';
  expect(await fileOf(await exported(shop.owner))).not.toContain(agreed);
  const [own] = await world.bot.services.teams.ofMember(world.guild.id, shop.owner.id);
  // As the contracts' room leaves it.
  await write(world.bot.services.db, (trx) =>
    trx
      .insertInto('contract_versions')
      .values({
        team_id: own?.id ?? 0,
        guild_id: world.guild.id,
        number: 1,
        state: 'agreed',
        format: 'openapi',
        hash: '0'.repeat(64),
        title: 'Shop',
        version: '1',
        endpoint_count: 1,
        normalised: '{}',
        document: '{}',
        source: 'lines',
        source_name: '',
        note: null,
        proposer_id: shop.owner.id,
        created_at: MONDAY,
        agreed_at: MONDAY + 1,
        nudged_at: null,
        offered_at: null,
        working_at: null,
        channel_id: null,
        message_id: null,
      })
      .execute(),
  );
  expect(await fileOf(await exported(shop.owner))).toContain(agreed);
});

it('lets others go on after it read what was kept, and before it writes', async () => {
  let turns = 0;
  let isOver = false;
  const turn = (): void => {
    turns += 1;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  const { readmes } = world.bot.services;
  const read = await readmes.read({ cohortId, userId: shop.owner.id }, 'en');
  expect(turns).toBeGreaterThan(0);
  turns = 0;
  await read.write();
  expect(turns).toBeGreaterThan(0);
  isOver = true;
});

it('says what to do to who is in no cohort, and works after archiving', async () => {
  const stranger = world.guild.addMember({ name: 'Zoe' });
  expect(text(await refusal(stranger.slash('/readme export')))).toContain('you are in none yet');
  await world.advance(30 * DAY);
  const archived = { archived_at: MONDAY + 30 * DAY };
  await write(world.bot.services.db, (trx) =>
    trx.updateTable('cohorts').set(archived).where('id', '=', cohortId).execute(),
  );
  const answer = await exported(shop.owner);
  expect(await fileOf(answer)).toContain('- Models and ERD done');
});

async function refusal(reply: Promise<Reply>): Promise<Message> {
  return (await reply).message;
}
