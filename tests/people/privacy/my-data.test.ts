import { copyFileSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Member, type Reply, text } from '@nexus/simulator';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { POSTGRES } from '../../support/engine.ts';
import { announce, askIn, cardOf, learner, said } from '../../support/learners.ts';
import { traces } from '../../support/traces.ts';
import { createWorld, type World } from '../../support/world.ts';

/** Longer than the pause between two looks of the schedule. */
const SOON = 10_000;
const DAY = 86_400_000;

let world: World;
let ada: Member;
let binta: Member;

beforeAll(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
  ada = await learner(world, 'Ada', 'backend', { bio: 'I like Django' });
  binta = await learner(world, 'Binta', 'frontend');
  await announce(world, ada, 'Shop');
  await askIn(await ada.slash('/find-partner'), ada, binta, 'Shall we?');
  await world.settle();
}, 60_000);
afterAll(() => world.stop());

async function deletion(member: Member, button: string, word: string): Promise<Reply> {
  const asked = await member.slash('/my-data delete');
  const opened = await member.click(asked.message, button);
  return await member.submitModal(opened, { word });
}

async function soon(): Promise<void> {
  for (let times = 0; times < 4; times++) await world.advance(SOON);
}

it('hands a member everything that is kept of them, and nobody else', async () => {
  const reply = await ada.slash('/my-data export');
  expect(said(reply)).toContain('from 1 server');
  const [file] = reply.message.attachments;
  expect(file?.filename).toBe('my-data.json');
  const answer = await fetch(file?.url ?? '');
  const kept = JSON.parse(await answer.text()) as {
    servers: { kept: Record<string, Record<string, unknown>[]> }[];
  };
  const [server] = kept.servers;
  expect(server?.kept['profile']).toMatchObject([{ name: 'Ada', side: 'backend', about: 'I like Django' }]);
  expect(server?.kept['your projects']).toMatchObject([{ title: 'Shop' }]);
  expect(server?.kept['requests you sent']).toMatchObject([{ 'your words': 'Shall we?', state: 'open' }]);
  expect(JSON.stringify(kept)).not.toContain('Binta');
  expect(JSON.stringify(kept)).not.toContain(binta.id);
});

it('says what goes and what stays, and deletes nothing for another word', async () => {
  const asked = await ada.slash('/my-data delete');
  expect(said(asked)).toContain('What goes');
  expect(said(asked)).toContain('What stays');
  const refused = await deletion(ada, 'Delete in this server', 'yes please');
  expect(said(refused)).toContain('Nothing was deleted: the word is DELETE');
  await soon();
  expect(said(await ada.slash('/profile show'))).toContain('I like Django');
});

// Its file is copied and put back: tests/operation/postgres.test.ts does that with pg_dump.
it.skipIf(POSTGRES !== undefined)(
  'deletes a member in a server: what they take part in ends, their words go, whoever waits hears',
  async () => {
    const backup = `${world.databasePath}.backup`;
    snapshot(backup);
    const begun = await deletion(ada, 'Delete in this server', ' delete ');
    expect(said(begun)).toContain('is deleting what it keeps of you in this server');
    expect(said(await deletion(ada, 'Delete in this server', 'DELETE'))).toContain('already');
    await soon();
    expect(traces(world.databasePath, [ada.id, 'Ada', 'Shop', 'Shall we\\?', 'I like Django'])).toEqual([]);
    expect(() => cardOf(world, 'Shop')).toThrow('no card');
    expect(text((await binta.slash('/help')).message)).toMatch(/can no longer be accepted|taken back|ended/);
    // The list beside the database names nobody.
    const list = readFileSync(`${world.databasePath}.erasures`, 'utf8');
    expect(list.trim().split('\n').length).toBeGreaterThan(0);
    expect(list).not.toContain(ada.id);

    await restore(backup);
    expect(traces(world.databasePath, [ada.id]).length).toBeGreaterThan(5);
    await soon();
    expect(traces(world.databasePath, [ada.id, 'Ada', 'Shop'])).toEqual([]);
  },
);

it('lets a forgotten member begin anew, and no restart deletes that', async () => {
  await ada.slash('/profile set', { track: 'frontend', bio: 'Here again' });
  await world.restart();
  await soon();
  expect(said(await ada.slash('/profile show'))).toContain('Here again');
});

// PostgreSQL's vacuum overwrites what is deleted when it comes to it.
it.skipIf(POSTGRES !== undefined)(
  'deletes a member everywhere, in the words of their language, and off the disk',
  async () => {
    const efe = await learner(world, 'Efe', 'backend', { bio: 'Efe plays the kora' });
    await announce(world, efe, 'Korashop');
    efe.locale = 'fr';
    const reply = await deletion(efe, 'Supprimer partout', 'supprimer');
    expect(said(reply)).toContain('sur tous les serveurs');
    await soon();
    expect(traces(world.databasePath, [efe.id, 'Efe'])).toEqual([]);
    const files = readdirSync(dirname(world.databasePath), { recursive: true, withFileTypes: true });
    const left = files.filter((file) => file.isFile() && !file.name.endsWith('.backup'));
    expect(left.map(({ name }) => name)).toContain('nexus.db');
    for (const { parentPath, name } of left) {
      const bytes = readFileSync(join(parentPath, name));
      const found = [efe.id, 'Efe plays', 'Korashop'].filter((word) => bytes.includes(word));
      expect([name, found]).toEqual([name, []]);
    }
  },
);

it('forgets who left the server half a year before, and not sooner', async () => {
  const gift = await learner(world, 'Gift', 'frontend', { bio: 'Gift paints' });
  gift.leave();
  // What was heard of them in the last hour is not asked for again.
  await world.advance(DAY / 12);
  await world.bot.services.presence.look(world.guild.id, [gift.id]);
  await world.advance(179 * DAY);
  await soon();
  expect(traces(world.databasePath, [gift.id, 'Gift paints']).length).toBeGreaterThan(0);
  await world.advance(2 * DAY);
  await soon();
  expect(traces(world.databasePath, [gift.id, 'Gift paints'])).toEqual([]);
});

function snapshot(to: string): void {
  const db = new Database(world.databasePath);
  db.exec(`vacuum into '${to}'`);
  db.close();
}

/** An old backup takes the place of the database; the list beside it stays. */
async function restore(from: string): Promise<void> {
  await world.bot.stop();
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${world.databasePath}${suffix}`, { force: true });
  copyFileSync(from, world.databasePath);
  await world.restart();
}

it('takes the name out of what stays, also when it was away for days right after it was asked', async () => {
  const gita = await learner(world, 'Gita', 'backend');
  await announce(world, gita, 'Jobs');
  const form = await gita.slash('/solution share');
  await gita.submitModal(form, { title: 'Slow list of orders', solution: 'Load the owners at once' });
  await world.settle();
  const thread = cardOf(world, 'Jobs').id;
  const shared = () => {
    const found = world.staff.sees(thread).find((message) => text(message).includes('Load the owners'));
    return found === undefined ? 'gone' : text(found);
  };
  expect(shared()).toContain(gita.id);
  await deletion(gita, 'Delete in this server', 'DELETE');
  // Discord is slow to come back as well.
  world.sim.faults.next(
    { method: 'GET', route: new RegExp(`^/channels/${thread}/messages/`) },
    { kind: 'status', status: 503 },
  );
  for (let times = 0; times < 2; times++) await world.advance(3 * DAY);
  await soon();
  expect(shared()).toContain('Slow list of orders');
  expect(shared()).not.toContain(gita.id);
});
