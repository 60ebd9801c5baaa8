import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrations } from '../../migrations/index.ts';
import { moveDatabase } from '../../src/operation/moving/service.ts';
import { count } from '../support/counts.ts';
import { databaseDirectory } from '../support/directory.ts';
import { createPostgres, dropPostgres, POSTGRES } from '../support/engine.ts';
import { announce, learner } from '../support/learners.ts';
import { run } from '../support/program.ts';
import { randomFrom } from '../support/random.ts';
import { sqlOf } from '../support/sql.ts';
import { createWorld, type World } from '../support/world.ts';

/** So many rows that copying takes a good part of the time. */
const MANY = 20_000;
/** What it says where it was killed with everything done and nothing said yet. */
const DONE_BEFORE = /exists already|is not empty/;

// Needs a server of its own: TEST_POSTGRES=postgres://USER@HOST:PORT (ARCHITECTURE.md, "Two engines").
describe.skipIf(POSTGRES === undefined)('a move that is killed', () => {
  const directory = databaseDirectory();
  const random = randomFrom(20_261_130);
  const made: string[] = [];
  let world: World;
  let files = 0;
  /** What stands on either side: each table with its rows and their sum. */
  let all: string[];
  let sqlite: string;

  const newFile = () => Promise.resolve(join(directory, `${++files}.db`));
  async function newServer(): Promise<string> {
    const address = await createPostgres({ empty: true });
    made.push(address);
    return address;
  }
  const move = (from: string, to: string) =>
    run(['src/operation/migrate-database.ts', '--from', from, '--to', to]);
  const named = (path: string) => (path.startsWith('postgres') ? path : `sqlite:${path}`);

  /** Moves it, and tells what was moved. */
  async function contents(from: string, to: string): Promise<string[]> {
    const moved = await moveDatabase({ from, to, migrations });
    return moved.map(({ name, rows, sum }) => `${name} ${rows} ${sum}`);
  }

  beforeAll(async () => {
    world = await createWorld({ simulator: { rateLimits: false } });
    await announce(world, await learner(world, 'Ada', 'backend'), 'Korashop ☕');
    await announce(world, await learner(world, 'Bên', 'frontend'), 'Œuvre d’été');
    await world.settle();
    await world.bot.stop();
    sqlOf(world).exec(
      `insert into learner_changes (cohort_id, user_id) select 1, n::text from generate_series(1, ${MANY}) n`,
    );
    sqlite = await newFile();
    all = await contents(world.databasePath, sqlite);
  }, 60_000);
  afterAll(async () => {
    await world.stop();
    for (const address of made) await dropPostgres(address);
    rmSync(directory, { recursive: true, force: true });
  });

  it.each([
    { way: 'to PostgreSQL', from: () => sqlite, newTarget: newServer, newBack: newFile },
    { way: 'to SQLite', from: () => world.databasePath, newTarget: newFile, newBack: newServer },
  ])(
    'at any moment goes on when it is called again, and is the same row by row: $way',
    async ({ from, newTarget, newBack }) => {
      const start = performance.now();
      expect(await move(named(from()), named(await newTarget())).ended).toMatchObject({ code: 0 });
      const takes = performance.now() - start;

      let to = await newTarget();
      let kills = 0;
      for (const wanted = count(20, 4); ; ) {
        const moving = move(named(from()), named(to));
        if (kills < wanted) {
          await pause(takes * random());
          moving.child.kill('SIGKILL');
        }
        const { code, stderr } = await moving.ended;
        if (code === null) {
          kills++;
          continue;
        }
        expect(code === 0 || DONE_BEFORE.test(stderr), stderr).toBe(true);
        expect(existsSync(`${to}.partial`)).toBe(false);
        expect(await contents(to, await newBack())).toEqual(all);
        if (kills >= wanted) break;
        to = await newTarget();
      }
    },
    300_000,
  );
});
