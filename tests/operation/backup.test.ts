import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type Member, text } from '@nexus/simulator';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrations } from '../../migrations/index.ts';
import { BackupError, backUp, restore } from '../../src/platform/backup/service.ts';
import { count } from '../support/counts.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { type Ended, run } from '../support/program.ts';
import { createWorld, type World } from '../support/world.ts';

const DAY = 86_400_000;

let world: World;
let people: Member[];
/** Beside the folder of the database. */
let backups: string;

beforeAll(async () => {
  // Of PostgreSQL its own programs make backups: tests/operation/postgres.test.ts.
  world = await createWorld({ onSqlite: true, simulator: { rateLimits: false } });
  people = ['Ada', 'Ben', 'Cleo', 'Dayo'].map((name) => world.guild.addMember({ name }));
  backups = mkdtempSync(join(dirname(world.databasePath), 'backups-'));
});
afterAll(() => world.stop());

function program(name: 'backup' | 'restore', ...args: string[]): Promise<Ended> {
  const env = { DATABASE_URL: `sqlite:${world.databasePath}` };
  return run([`src/operation/${name}.ts`, ...args], { env }).ended;
}

function announce(member: Member, title: string) {
  const track = member.name.length % 2 === 0 ? 'frontend' : 'backend';
  return member.slash('/announce-project', {
    title,
    brief: 'ecommerce',
    summary: 'An API for a shop: products, carts and orders.',
    track,
  });
}

async function soon(): Promise<void> {
  for (let times = 0; times < 4; times++) await world.advance(10_000);
}

function titles(path: string): string[] {
  const db = new Database(path, { readonly: true });
  const rows = db.prepare<[], { title: string }>('select title from projects order by id').all();
  db.close();
  return rows.map(({ title }) => title);
}

it('makes backups while members are at work; each restores to a database in which everything holds', async () => {
  const scratch = join(backups, 'restored.db');
  for (let round = 0; round < count(20, 2); round++) {
    const over = new AbortController();
    const busy = people.map(async (member, index) => {
      for (let turn = 0; !over.signal.aborted; turn++) {
        // On a busy machine 3 seconds may pass: what matters here is what stands in the database.
        await announce(member, `Shop ${round}-${index}-${turn}`).catch(() => undefined);
        await member.slash('/find-partner').catch(() => undefined);
      }
    });
    const before = titles(world.databasePath).length;
    const { code, stdout, stderr } = await program('backup', join(backups, `${round}.db`));
    over.abort();
    await Promise.all(busy);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/\d\.db: \d+\.\d MB, opened and found whole\./);

    restore({ databasePath: scratch, backup: join(backups, `${round}.db`), migrations, now: DAY * round });
    expect(brokenInvariants(scratch)).toEqual([]);
    expect(titles(scratch).length).toBeGreaterThanOrEqual(before);
    expect(titles(world.databasePath).slice(0, titles(scratch).length)).toEqual(titles(scratch));
  }
  for (const path of [scratch, join(backups, '0.db')]) expect(statSync(path).mode & 0o777).toBe(0o600);
}, 300_000);

it('keeps the newest in a folder, and touches nothing else there', async () => {
  const folder = join(backups, 'folder');
  mkdirSync(folder);
  writeFileSync(join(folder, 'holiday.db'), 'mine');
  const { databasePath } = world;
  const first = Date.UTC(2026, 10, 1, 3);
  for (let day = 0; day < 4; day++)
    await backUp({ databasePath, target: folder, keep: 3, migrations, now: first + day * DAY });
  expect(readdirSync(folder).toSorted()).toEqual([
    'holiday.db',
    'nexus-20261102T030000Z.db',
    'nexus-20261103T030000Z.db',
    'nexus-20261104T030000Z.db',
  ]);
});

it('brings the list of who was forgotten along to another machine, from a folder and with a file', async () => {
  const databasePath = join(backups, 'here.db');
  restore({ databasePath, backup: join(backups, '0.db'), migrations, now: 0 });
  const folder = join(backups, 'sent');
  const before = await backUp({ databasePath, target: folder, keep: 3, migrations, now: DAY });
  writeFileSync(`${databasePath}.erasures`, 'somebody\n');
  await backUp({ databasePath, target: folder, keep: 3, migrations, now: 2 * DAY });
  const alone = join(backups, 'alone', 'nexus.db');
  await backUp({ databasePath, target: alone, keep: 1, migrations, now: 2 * DAY });
  for (const backup of [before.path, alone]) {
    const there = join(mkdtempSync(join(backups, 'there-')), 'nexus.db');
    restore({ databasePath: there, backup, migrations, now: 3 * DAY });
    expect(readFileSync(`${there}.erasures`, 'utf8')).toBe('somebody\n');
  }
});

it('knows whether a backup went elsewhere, and says when the command that takes it there fails', async () => {
  const { databasePath } = world;
  const make = (name: string, send?: string) =>
    backUp({ databasePath, target: join(backups, name), keep: 1, send, migrations, now: 0 });
  expect(await make('near.db')).toMatchObject({ isBeside: true });
  const away = join(backups, 'elsewhere.db');
  expect(await make('far.db', `cp "$NEXUS_BACKUP" '${away}'`)).toMatchObject({ isBeside: false });
  expect(existsSync(away)).toBe(true);
  await expect(make('lost.db', 'exit 3')).rejects.toThrow(
    'it was not sent: the command of --send ended with 3',
  );
});

it('tells staff when the backups need somebody, and nobody else', async () => {
  const { staff, databasePath } = world;
  const home = async (who: Member) => text((await who.slash('/help')).message);
  const note = (at: number, isBeside: boolean) => {
    const db = new Database(databasePath);
    const value = JSON.stringify({ at, path: '/backups/x.db', isBeside });
    db.prepare(`insert or replace into settings (key, value) values ('backup', ?)`).run(value);
    db.close();
  };
  const ran = world.sim.clock.now();
  note(ran, true);
  // A cohort that was opened today has little to lose.
  expect(await home(staff)).not.toContain('backup');
  await world.advance(2.1 * DAY);
  expect(await home(staff)).toContain('The last backup of Nexus is more than two days old');
  expect(await home(people[0] as Member)).not.toContain('backup');
  note(world.sim.clock.now(), true);
  expect(await home(staff)).toContain('Backups of Nexus lie on the same disk as its database');
  note(world.sim.clock.now(), false);
  expect(await home(staff)).not.toContain('backup');
});

it('refuses in one sentence what cannot be done, and leaves everything as it is', async () => {
  const taken = join(backups, 'taken.db');
  writeFileSync(taken, 'SQLite format 3 no more');
  const { databasePath } = world;
  await expect(backUp({ databasePath, target: taken, keep: 1, migrations, now: 0 })).rejects.toThrow(
    `${taken} exists already. Name another file, or a folder.`,
  );
  // Nexus runs.
  const before = titles(world.databasePath);
  const good = join(backups, '0.db');
  const refused = await program('restore', good);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(
    /^Nexus is running with .*\. Stop it, then restore; nothing was changed\.\n$/,
  );
  expect(titles(world.databasePath)).toEqual(before);

  const attempt = (backup: string) => () => restore({ databasePath, backup, migrations, now: 0 });
  expect(attempt(taken)).toThrow(/cannot be restored; nothing was changed\. It cannot be read/);
  expect(attempt(join(backups, 'nothing.db'))).toThrow(BackupError);
  const { '0001-first-slice': _, ...older } = migrations;
  expect(() => restore({ databasePath, backup: good, migrations: older, now: 0 })).toThrow(
    'newer version of Nexus',
  );
});

it('finds a page that went bad', async () => {
  const bad = join(backups, 'bad.db');
  await backUp({ databasePath: world.databasePath, target: bad, keep: 1, migrations, now: 0 });
  const bytes = readFileSync(bad);
  bytes.fill(0xff, 4096 * 8, 4096 * 9);
  writeFileSync(bad, bytes);
  expect(() => restore({ databasePath: world.databasePath, backup: bad, migrations, now: 0 })).toThrow(
    /cannot be restored; nothing was changed/,
  );
});

it('says that the place cannot be written to', async () => {
  // Not even root makes a folder below a file.
  const target = join(backups, 'near.db', 'deep');
  await expect(
    backUp({ databasePath: world.databasePath, target, keep: 1, migrations, now: 0 }),
  ).rejects.toThrow(/^No backup was made: /);
});

it('restores what stood then, keeps what stood since, and forgets again who was forgotten since', async () => {
  const [ada, ben] = ['Gaia', 'Hugo'].map((name) => world.guild.addMember({ name })) as [Member, Member];
  await announce(ada, 'Before the backup');
  const made = join(backups, 'good.db');
  const { databasePath } = world;
  await backUp({ databasePath, target: made, keep: 1, migrations, now: world.sim.clock.now() });
  await announce(ben, 'After the backup');
  const asked = await ada.slash('/my-data delete');
  await ada.submitModal(await ada.click(asked.message, 'Delete in this server'), { word: 'DELETE' });
  await soon();
  expect(titles(world.databasePath)).not.toContain('Before the backup');
  await world.bot.stop();
  // The list beside the database knows of her; that of the backup is older.

  const { code, stdout } = await program('restore', made);
  expect(code).toBe(0);
  expect(titles(world.databasePath)).toContain('Before the backup');
  const kept = /kept beside it as (\S+)\./.exec(stdout)?.[1] ?? '';
  expect(titles(join(dirname(world.databasePath), kept))).toContain('After the backup');

  await world.restart();
  await soon();
  expect(titles(world.databasePath)).not.toContain('Before the backup');
  // Ben came after the backup.
  expect(text((await ben.slash('/help')).message)).toContain('You are not in **November** yet');
  // Her card is gone from Discord already: its edit, as old as the backup, finds nothing.
  expect(brokenInvariants(databasePath).filter((line) => !line.includes('Unknown Message'))).toEqual([]);
});
