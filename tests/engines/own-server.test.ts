import { setTimeout as pause } from 'node:timers/promises';
import { type Member, text } from '@nexus/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  BusyError,
  openDatabase,
  readSetting,
  write,
  writeSetting,
} from '../../src/platform/database/index.ts';
import { createOnce, DoneError } from '../../src/platform/once/service.ts';
import { count } from '../support/counts.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { type OwnServer, startOwnServer } from '../support/own-server.ts';
import { startProxy } from '../support/postgres-proxy.ts';
import { sqlOf } from '../support/sql.ts';
import { createWorld, type World } from '../support/world.ts';

/** Interactions a second. */
const RATE = 50;
/** All is well for so long before and after, in ms. */
const BEFORE = 1_000;
const AFTER = 4_000;
/** Of one member: nobody has so many reminders waiting that another one is refused. */
const EACH = 20;

interface Said {
  readonly what: string;
  readonly words: string;
  /** When it was asked and when it was told, in ms after the beginning. */
  readonly askedAt: number;
  readonly toldAt: number;
}

/** Nothing was changed; or they are told that it was, though its answer cannot be shown. */
const REFUSED = /nothing was changed. Try again in a moment/;
const DONE = /Push|What you changed is saved/;

// Needs PostgreSQL's programs, which .ci/postgres finds.
describe.skipIf(process.env['TEST_POSTGRES_CONTROL'] === undefined)('the server itself', () => {
  const away = count(30_000, 4_000);
  let server: OwnServer;
  let world: World;
  beforeAll(async () => {
    server = await startOwnServer();
    world = await createWorld({
      env: { DATABASE_URL: server.address },
      simulator: { rateLimits: false, openapi: false },
    });
  }, 60_000);
  afterAll(async () => {
    await world.stop();
    await server.close();
  });

  async function remind(member: Member, what: string): Promise<string> {
    const reply = await member.slash('/remind-me', { when: 'in 3 days', what });
    return text(await reply.finished(2 * away + 60_000));
  }

  it.each([
    { name: 'a change', before: [] },
    { name: 'a second change of the same interaction', before: ['first'] },
  ])(
    '$name that a crash undid is not taken for another one that has its number since',
    async ({ name, before }) => {
      const proxy = await startProxy(server.address);
      const db = openDatabase(proxy.address, { changesOnlyInWrites: true });
      const once = createOnce({ db, clock: world.sim.clock });
      const isAway = Promise.withResolvers<void>();
      let times = 0;
      try {
        await write(db, (trx) => writeSetting(trx, 'before', 'x'));
        const changing = once
          .run({ interactionId: name }, async () => {
            for (const key of before) await write(db, (trx) => writeSetting(trx, key, 'x'));
            await write(db, async (trx) => {
              await writeSetting(trx, `lost: ${name}`, 'x');
              if (++times > 1) return;
              await server.stop();
              await proxy.close();
              isAway.resolve();
            });
          })
          .then(
            () => 'done',
            (error: unknown) =>
              error instanceof BusyError || error instanceof DoneError ? 'refused' : error,
          );
        await isAway.promise;
        await server.start();
        const others = sqlOf({ databasePath: server.address });
        for (let n = 0; n < 50; n++)
          others.exec(`insert into settings (key, value) values ('${name} ${n}', 'x')`);
        await proxy.reopen();
        const end = await changing;
        expect(end).toBe((await readSetting(db, `lost: ${name}`)) === 'x' ? 'done' : 'refused');
      } finally {
        await db.destroy();
        await proxy.close();
      }
    },
    60_000,
  );

  /** Interactions all the time, while the server goes away (it is, `awayAt` ms after the beginning) and comes back. */
  async function through(
    name: string,
    down: () => Promise<void>,
    up: () => Promise<void>,
  ): Promise<{ said: Said[]; awayAt: number }> {
    const all = ((BEFORE + away + AFTER) * RATE) / 1_000;
    const people = Array.from({ length: all / EACH }, (_, n) =>
      world.guild.addMember({ name: `${name} ${n}` }),
    );
    const blows = [
      { at: BEFORE, act: down },
      { at: BEFORE + away, act: up },
    ];
    const start = performance.now();
    const said: Promise<Said>[] = [];
    const done: Promise<number>[] = [];
    for (let n = 0; n < all; n++) {
      const at = (n * 1_000) / RATE;
      const ahead = start + at - performance.now();
      if (ahead > 0) await pause(ahead);
      const [next] = blows;
      if (next !== undefined && at >= next.at) {
        blows.shift();
        done.push(next.act().then(() => performance.now() - start));
      }
      const what = `Push ${name} ${n}.`;
      const askedAt = performance.now() - start;
      said.push(
        remind(people[n % people.length] as Member, what).then((words) => ({
          what,
          words,
          askedAt,
          toldAt: performance.now() - start,
        })),
      );
    }
    const [awayAt = 0] = await Promise.all(done);
    return { said: await Promise.all(said), awayAt };
  }

  it.each([
    { name: 'stopped', down: () => server.stop(), up: () => server.start() },
    { name: 'killed', down: () => server.kill(), up: () => server.start() },
    { name: 'frozen', down: async () => server.freeze(), up: async () => server.thaw() },
  ])(
    '$name for a while: what members read is so, nobody waits for it in vain, and all goes on when it is back',
    async ({ name, down, up }) => {
      const { said, awayAt } = await through(name, down, up);
      const kept = sqlOf({ databasePath: server.address })
        .prepare<[], string>('select what from reminders')
        .pluck()
        .all();
      const times = (what: string) => kept.filter((each) => each === what).length;
      for (const { what, words } of said)
        expect([what, words, times(what)]).toEqual([
          what,
          expect.stringMatching(times(what) === 0 ? REFUSED : DONE),
          REFUSED.test(words) ? 0 : 1,
        ]);
      // Who asks while it is away is told so then, and not when it is back. While it is still stopping it may take a change,
      // and the answer is lost: whoever made that one waits until it can be known.
      const inVain = said.filter(
        ({ askedAt, toldAt }) =>
          askedAt > awayAt && askedAt < BEFORE + away - 10_000 && toldAt > BEFORE + away,
      );
      expect(inVain).toEqual([]);
      expect(said.slice(-RATE).filter(({ words }) => !DONE.test(words))).toEqual([]);
      await world.settle();
      expect(brokenInvariants(server.address)).toEqual([]);
    },
    180_000,
  );
});
