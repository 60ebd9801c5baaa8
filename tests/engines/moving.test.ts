import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { migrations } from '../../migrations/index.ts';
import { MoveError } from '../../src/operation/moving/rules.ts';
import { type MovedTable, moveDatabase } from '../../src/operation/moving/service.ts';
import {
  migrate,
  openDatabase,
  UnusableDatabaseError,
  write,
  writeSetting,
} from '../../src/platform/database/index.ts';
import { databaseDirectory } from '../support/directory.ts';
import { createPostgres, dropPostgres, POSTGRES } from '../support/engine.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { announce, learner } from '../support/learners.ts';
import { type Ended, run } from '../support/program.ts';
import { sqlOf } from '../support/sql.ts';
import { createWorld, type World } from '../support/world.ts';

/** So many rows that a table goes in several parts. */
const MANY = 2_500;

async function postgres({ empty = true } = {}): Promise<string> {
  const address = await createPostgres({ empty });
  onTestFinished(() => dropPostgres(address));
  return address;
}

const program = (from: string, to: string) =>
  run(['src/operation/migrate-database.ts', '--from', from, '--to', to]).ended;
const sums = (moved: readonly MovedTable[]) => moved.map(({ name, rows, sum }) => `${name} ${rows} ${sum}`);

// Needs a server of its own: TEST_POSTGRES=postgres://USER@HOST:PORT (ARCHITECTURE.md, "Two engines").
describe.skipIf(POSTGRES === undefined)('a database that moves to the other engine', () => {
  let world: World;
  /** What the world left, moved to SQLite. */
  let file: string;
  let first: MovedTable[];
  /** While the bot ran. */
  let refusedInUse: Ended;
  const directory = databaseDirectory();

  beforeAll(async () => {
    world = await createWorld({ simulator: { rateLimits: false } });
    const ada = await learner(world, 'Ada', 'backend');
    const ben = await learner(world, 'Bên', 'frontend');
    await announce(world, ada, 'Korashop ☕');
    await announce(world, ben, 'Œuvre d’été');
    await world.settle();
    refusedInUse = await program(world.databasePath, `sqlite:${directory}/a.db`);
    await world.bot.stop();
    file = join(directory, 'nexus.db');
    first = await moveDatabase({ from: world.databasePath, to: file, migrations });
  });
  afterAll(async () => {
    await world.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it('is the same row by row there and back, and goes on counting', async () => {
    expect(first.find(({ name }) => name === 'projects')).toMatchObject({ rows: 2 });
    expect(brokenInvariants(file)).toEqual([]);
    const sqlite = new Database(file);
    // A number that was given is not given again, also where its row is gone.
    sqlite
      .prepare(`insert into uses (id, guild_id, user_id, what, used_at) values (700, '1', '2', 'x', 1)`)
      .run();
    sqlite.exec('delete from uses');
    const change = sqlite.prepare('insert into learner_changes (cohort_id, user_id) values (1, ?)');
    sqlite.transaction(() => {
      for (let n = 0; n < MANY; n++) change.run(String(n));
    })();
    sqlite.close();

    const back = await postgres();
    const seen: string[] = [];
    const second = await moveDatabase({
      from: file,
      to: back,
      migrations,
      onProgress: (table, rows) => seen.push(`${table} ${rows}`),
    });
    expect(seen).toContain('learner_changes 1000');
    const others = (moved: readonly MovedTable[]) =>
      sums(moved.filter(({ name }) => name !== 'learner_changes' && name !== 'uses'));
    expect(others(second)).toEqual(others(first));

    const db = openDatabase(back, { changesOnlyInWrites: true });
    onTestFinished(() => db.destroy());
    expect(await migrate(db, migrations)).toEqual([]);
    const own = sqlOf({ databasePath: back });
    expect(brokenInvariants(back)).toEqual([]);
    expect(own.prepare('select count(*) from learner_changes').pluck().get()).toBeGreaterThanOrEqual(MANY);
    // The server knows how much there is.
    const known = own
      .prepare(`select reltuples from pg_class where relname = 'learner_changes'`)
      .pluck()
      .get();
    expect(Number(known)).toBeGreaterThanOrEqual(MANY);
    // Foreign keys and triggers are there again.
    expect(() =>
      own.exec('insert into cohort_members (cohort_id, user_id, joined_at) values (99, 1, 1)'),
    ).toThrow('foreign key');
    expect(() => own.exec('delete from audit')).toThrow('only added to');
    own.exec(`insert into uses (guild_id, user_id, what, used_at) values ('1', '2', 'x', 1)`);
    expect(own.prepare('select id from uses').pluck().get()).toBe(701);
  });

  it('goes on where it was cut off, and nobody starts on half of it', async () => {
    const to = await postgres();
    let parts = 0;
    const cut = moveDatabase({
      from: file,
      to,
      migrations,
      onProgress() {
        if (++parts === 40) throw new Error('the power went');
      },
    });
    await expect(cut).rejects.toThrow('the power went');
    const db = openDatabase(to);
    await expect(migrate(db, migrations)).rejects.toBeInstanceOf(UnusableDatabaseError);
    await db.destroy();
    // What had been copied has changed in the meantime.
    const source = openDatabase(file);
    await write(source, (trx) => writeSetting(trx, 'later', 'été\0☕'));
    await source.destroy();
    let again = 0;
    await moveDatabase({ from: file, to, migrations, onProgress: () => void again++ });
    expect(again).toBeLessThan(parts + again - 30);
    expect(
      sqlOf({ databasePath: to }).prepare(`select value from settings where key = 'later'`).pluck().get(),
    ).toBe('été☕');
    const other = moveDatabase({ from: file, to, migrations });
    await expect(other).rejects.toThrow('is not empty');
  });

  it('takes along the list of who was forgotten, there and back', async () => {
    const folder = join(directory, 'files');
    const move = (from: string, to: string) =>
      run(['src/operation/migrate-database.ts', '--from', from, '--to', to], {
        env: { DATA_DIRECTORY: folder },
      }).ended;
    const to = await postgres();
    writeFileSync(`${file}.erasures`, 'one\ntwo\n');
    mkdirSync(join(directory, 'rounds'), { recursive: true });
    const there = await move(`sqlite:${file}`, to);
    expect(there).toMatchObject({ code: 0, stderr: '' });
    expect(there.stdout).toContain(`The list of who was forgotten is ${folder}/nexus.db.erasures.`);
    expect(there.stdout).toContain(`cp -Rn ${directory}/rounds ${folder}/`);
    writeFileSync(join(folder, 'nexus.db.erasures'), 'three\n', { flag: 'a' });
    expect(await move(to, `sqlite:${directory}/back.db`)).toMatchObject({ code: 0 });
    expect(readFileSync(join(directory, 'back.db.erasures'), 'utf8')).toBe('one\ntwo\nthree\n');
  });

  it('is refused where something stands already, where it is in use, and on one engine', async () => {
    const inUse = expect.stringMatching(/in use.*Stop Nexus first/) as string;
    expect(refusedInUse).toMatchObject({ code: 1, stderr: inUse });
    const filled = await postgres({ empty: false });
    const own = sqlOf({ databasePath: filled });
    own.exec(`insert into settings (key, value) values ('a', 'b')`);
    const { code, stderr } = await program(`sqlite:${file}`, filled);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('is not empty') });

    const holder = new Database(file);
    holder.prepare('select 1 from settings').get();
    try {
      const used = moveDatabase({ from: file, to: await postgres(), migrations });
      await expect(used).rejects.toThrow('in use');
    } finally {
      holder.close();
    }
    await expect(moveDatabase({ from: filled, to: file, migrations })).rejects.toThrow('exists already');
    await expect(moveDatabase({ from: file, to: `${file}.2`, migrations })).rejects.toThrow(MoveError);
    const away = moveDatabase({ from: 'postgres://x@127.0.0.1:9/n', to: `${file}.2`, migrations });
    await expect(away).rejects.toThrow('does not answer');
    const older = moveDatabase({
      from: file,
      to: await postgres(),
      migrations: { ...migrations, '9999-later': { up: async () => {} } },
    });
    await expect(older).rejects.toThrow('another version');
  });
});
