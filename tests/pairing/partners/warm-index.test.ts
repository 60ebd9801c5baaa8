import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCohortIndexes } from '../../../src/pairing/partners/cohort-index.ts';
import { BRIEFS } from '../../../src/pairing/partners/rules.ts';
import type { Search } from '../../../src/pairing/partners/service.ts';
import { createCommunities } from '../../../src/people/communities/service.ts';
import { createAudit } from '../../../src/platform/audit/service.ts';
import { type Db, openDatabase } from '../../../src/platform/database/index.ts';
import { createEvents } from '../../../src/platform/events/events.ts';
import { temporaryDirectory } from '../../support/directory.ts';
import { createPlace, GUILD, type Place } from './database.ts';
import { ZONES } from './learners.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A Thursday before Europe changes its clocks (29 March 2026). */
const START = Date.UTC(2026, 2, 26, 12);
const PEOPLE = 14;

const TRACKS = ['backend', 'frontend', 'fullstack'] as const;

interface Turn {
  readonly what: keyof typeof CHANGES;
  /** Two people and a number, for the change to use as it likes. */
  readonly a: number;
  readonly b: number;
  readonly n: number;
}

function id(number: number): string {
  return `7000000000000001${String(number).padStart(2, '0')}`;
}

function member(db: Db, n: number) {
  return db.updateTable('members').where('guild_id', '=', GUILD).where('user_id', '=', id(n));
}

/** A "will you?" of one to another, unless the same is open. */
async function addRequest(
  { db, cohort }: Pick<Place, 'db' | 'cohort'>,
  wanted: { kind: string; key: string; sender: number; asked: number; project?: number },
): Promise<void> {
  const row = await db
    .insertInto('requests')
    .values({
      guild_id: GUILD,
      cohort_id: cohort.id,
      kind: wanted.kind,
      once_key: wanted.key,
      project_id: wanted.project ?? null,
      sender_id: id(wanted.sender),
      created_at: 0,
      expires_at: 0,
    })
    .onConflict((clash) => clash.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (row === undefined) return;
  await db
    .insertInto('request_answers')
    .values({ request_id: row.id, user_id: id(wanted.asked) })
    .execute();
}

/** What features write, as they write it. */
const CHANGES = {
  async join({ db, cohort, clock }: Place, { a, n }: Turn) {
    await db
      .insertInto('members')
      .values({
        guild_id: GUILD,
        user_id: id(a),
        display_name: `M${a}`,
        track: TRACKS[n % 3] ?? null,
        created_at: 0,
      })
      .onConflict((clash) => clash.doNothing())
      .execute();
    await db
      .insertInto('cohort_members')
      .values({ cohort_id: cohort.id, user_id: id(a), joined_at: clock.now() })
      .onConflict((clash) => clash.doNothing())
      .execute();
  },
  async leave({ db, cohort }: Place, { a }: Turn) {
    await db
      .deleteFrom('cohort_members')
      .where('cohort_id', '=', cohort.id)
      .where('user_id', '=', id(a))
      .execute();
  },
  async profile({ db }: Place, { a, b, n }: Turn) {
    await member(db, a)
      .set({
        track: TRACKS[n % 3] ?? null,
        timezone: ZONES[b % ZONES.length] ?? null,
        stack: JSON.stringify(['React', 'Django', 'Git'].slice(0, n % 4)),
        languages: JSON.stringify([['en'], ['fr'], []][b % 3]),
        goal: n % 2 === 0 ? 'learn' : null,
        experience: 1 + (n % 5),
      })
      .execute();
  },
  async locale({ db }: Place, { a, n }: Turn) {
    await member(db, a)
      .set({ locale: n % 2 === 0 ? 'en' : 'fr' })
      .execute();
  },
  async pause({ db, clock }: Place, { a, n }: Turn) {
    await member(db, a)
      .set({ paused_until: n % 4 === 0 ? null : clock.now() + (n % 60) * HOUR })
      .execute();
  },
  async hours({ db }: Place, { a, b, n }: Turn) {
    await db.deleteFrom('availability').where('user_id', '=', id(a)).execute();
    if (n % 5 === 0) return;
    const values = [0, 1, 2].map((more) => ({
      guild_id: GUILD,
      user_id: id(a),
      day: 1 + ((b + more) % 7),
      from_minute: (n % 20) * 60,
      to_minute: (n % 20) * 60 + 240,
    }));
    await db
      .insertInto('availability')
      .values(values)
      .onConflict((clash) => clash.doNothing())
      .execute();
  },
  async teams({ db, cohort }: Place, { a, n }: Turn) {
    await member(db, a)
      .set({ teams: 1 + (n % 3) })
      .execute();
    await db
      .updateTable('cohort_members')
      .set({ teams_taken: n % 2, documentation_only: n % 7 === 0 ? 1 : 0 })
      .where('cohort_id', '=', cohort.id)
      .where('user_id', '=', id(a))
      .execute();
  },
  async project({ db, cohort }: Place, { a, b, n }: Turn) {
    const key = `project ${n % 3}`;
    await db
      .insertInto('projects')
      .values({
        guild_id: GUILD,
        cohort_id: cohort.id,
        owner_id: id(a),
        title: key,
        title_key: key,
        brief: BRIEFS[b % BRIEFS.length] ?? 'other',
        summary: '',
        track: TRACKS[n % 3] ?? 'backend',
        partners: 1 + (n % 2),
        created_at: 0,
      })
      .onConflict((clash) => clash.doNothing())
      .execute();
  },
  async status({ db, cohort }: Place, { a, n }: Turn) {
    await db
      .updateTable('projects')
      .set({ status: (['looking', 'full', 'paused', 'withdrawn'] as const)[n % 4] ?? 'looking' })
      .where('cohort_id', '=', cohort.id)
      .where('owner_id', '=', id(a))
      .execute();
  },
  async request({ db, cohort }: Place, { a, b, n }: Turn) {
    const project = await projectOf(db, a);
    if (project === undefined || a === b) return;
    const [sender, asked] = n % 3 === 0 ? [b, a] : [a, b];
    const kind = n % 3 === 0 ? 'team-up' : 'ask';
    await addRequest({ db, cohort }, { kind, key: `project:${project}:${id(b)}`, project, sender, asked });
  },
  async answer({ db }: Place, { a }: Turn) {
    await db
      .updateTable('requests')
      .set({ state: 'declined' })
      .where('id', 'in', (eb) =>
        eb.selectFrom('request_answers').select('request_id').where('user_id', '=', id(a)),
      )
      .execute();
  },
  async block({ db }: Place, { a, b }: Turn) {
    if (a === b) return;
    await db
      .insertInto('blocks')
      .values({ guild_id: GUILD, user_id: id(a), blocked_id: id(b), created_at: 0 })
      .onConflict((clash) => clash.doNothing())
      .execute();
  },
  async unblock({ db }: Place, { a }: Turn) {
    await db.deleteFrom('blocks').where('user_id', '=', id(a)).execute();
  },
  async pair({ db, cohort }: Place, { a, b }: Turn) {
    const project = await projectOf(db, a);
    if (project === undefined || a === b) return;
    const team = await db
      .insertInto('teams')
      .values({ guild_id: GUILD, cohort_id: cohort.id, name: 'T', created_at: 0 })
      .returning('id')
      .executeTakeFirstOrThrow();
    await db
      .insertInto('pairs')
      .values({
        cohort_id: cohort.id,
        team_id: team.id,
        host_id: id(a),
        guest_id: id(b),
        host_project_id: project,
        guest_project_id: null,
        formed_at: 0,
        ended_at: 1,
      })
      .execute();
  },
  async study({ db, cohort }: Place, { a, b, n }: Turn) {
    if (a === b) return;
    const [user = '', partner = ''] = [id(a), id(b)].toSorted();
    if (n % 2 === 0) {
      await addRequest(
        { db, cohort },
        { kind: 'study', key: `study:${user}:${partner}`, sender: a, asked: b },
      );
      return;
    }
    await db
      .insertInto('studies')
      .values({
        guild_id: GUILD,
        cohort_id: cohort.id,
        user_id: user,
        partner_id: partner,
        thread_id: null,
        began_at: 0,
        ended_at: null,
      })
      .onConflict((clash) => clash.doNothing())
      .execute();
  },
  async studied({ db }: Place, { a }: Turn) {
    await db.updateTable('studies').set({ ended_at: 1 }).where('user_id', '=', id(a)).execute();
  },
  async wait({ db, cohort, clock }: Place, { a, n }: Turn) {
    if (n % 3 === 0) await db.deleteFrom('waiting_list').where('user_id', '=', id(a)).execute();
    else
      await db
        .insertInto('waiting_list')
        .values({ cohort_id: cohort.id, user_id: id(a), since: clock.now() - n * DAY })
        .onConflict((clash) => clash.doNothing())
        .execute();
  },
  async language({ db }: Place, { n }: Turn) {
    await db
      .updateTable('communities')
      .set({ language: n % 2 === 0 ? 'en' : 'fr' })
      .execute();
  },
  /** Time alone ends pauses and begins weeks. */
  async later(place: Place, { n }: Turn) {
    const { clock } = place as { clock: { at: number } } & Place;
    clock.at += (n % 50) * HOUR;
    return Promise.resolve();
  },
} satisfies Record<string, (place: Place, turn: Turn) => Promise<void>>;

async function projectOf(db: Db, owner: number): Promise<number | undefined> {
  const row = await db
    .selectFrom('projects')
    .select('id')
    .where('owner_id', '=', id(owner))
    .executeTakeFirst();
  return row?.id;
}

const people = fc.integer({ min: 0, max: PEOPLE - 1 });
const turn: fc.Arbitrary<Turn> = fc.record({
  what: fc.constantFrom(...(Object.keys(CHANGES) as (keyof typeof CHANGES)[])),
  a: people,
  b: people,
  n: fc.nat({ max: 200 }),
});
const search = fc.record({
  seeker: people,
  own: fc.boolean(),
  anyBrief: fc.boolean(),
  side: fc.constantFrom('other', 'other', 'same'),
  minOverlapMinutes: fc.constantFrom(undefined, 0, 60, 600),
  offset: fc.constantFrom(0, 0, 5),
});

async function createCrowd(path?: string): Promise<Place & { clock: { at: number } }> {
  const clock = { at: START, now: () => clock.at };
  const place = await createPlace(clock, path);
  for (let n = 0; n < PEOPLE; n++) {
    const turn = { what: 'join', a: n, b: n, n } as const;
    for (const what of ['join', 'profile', 'hours', 'project'] as const)
      if (what !== 'project' || n % 3 === 0) await CHANGES[what](place, turn);
  }
  return { ...place, clock };
}

test('a warm search answers what a cold one and judging everybody answer, after any changes', async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.array(turn, { maxLength: 12 }), search), { maxLength: 6 }),
      async (rounds) => {
        const place = await createCrowd();
        for (const [turns, wanted] of rounds) {
          for (const turn of turns) await CHANGES[turn.what](place, turn);
          const project = wanted.own ? await projectOf(place.db, wanted.seeker) : undefined;
          const { minOverlapMinutes, own: _, seeker, ...rest } = wanted;
          const sought: Search = {
            ...rest,
            cohort: place.cohort,
            seekerId: id(seeker),
            ...(project === undefined ? {} : { projectId: project }),
            ...(minOverlapMinutes === undefined ? {} : { minOverlapMinutes }),
          };
          const naive = await place.naive(sought);
          const warm = await place.partners.search(sought);
          const cold = await place.cold().search(sought);
          expect(warm?.ranking).toEqual(naive);
          expect(cold).toEqual(warm);
          if (naive !== undefined) compared++;
        }
        await place.db.destroy();
      },
    ),
    { numRuns: 60 },
  );
  expect(compared).toBeGreaterThan(80);
});

test('what another process writes is seen by the next search', async () => {
  const path = join(temporaryDirectory(), 'nexus.db');
  const { partners, cohort, db } = await createCrowd(path);
  const seeker = { cohort, seekerId: id(0), anyBrief: true, minOverlapMinutes: 0 };
  const before = await partners.search(seeker);
  const [first] = before?.found ?? [];
  const other = openDatabase(path);
  await other
    .updateTable('members')
    .set({ paused_until: START + DAY })
    .where('user_id', '=', first?.userId ?? '')
    .execute();
  await other.destroy();
  const after = await partners.search(seeker);
  expect(after?.ranking.total).toBe((before?.ranking.total ?? 0) - 1);
  await db.destroy();
});

test('who searches while another one waits for the learners reads them with that one, and finds what stands by then', async () => {
  const { db, clock, cohort } = await createCrowd();
  const own = createCommunities({ db, events: createEvents(), audit: createAudit({ db, clock }) });
  let readings = 0;
  const communities = {
    ...own,
    get: async (guildId: string) => {
      readings++;
      return await own.get(guildId);
    },
  };
  const indexes = createCohortIndexes({ db, clock, communities });
  const first = indexes.current(cohort);
  // The first has begun by now.
  await Promise.resolve();
  await db.updateTable('members').set({ goal: 'learn' }).where('user_id', '=', id(1)).execute();
  const others = await Promise.all([first, ...Array.from({ length: 5 }, () => indexes.current(cohort))]);
  expect(readings).toBe(2);
  expect(others.at(-1)?.index.get(id(1))?.goal).toBe('learn');
  await db.destroy();
});

test('cohorts that do not fit into memory together are read again, and answer the same', async () => {
  const { db, clock, cohort, partners } = await createCrowd();
  const communities = createCommunities({ db, events: createEvents(), audit: createAudit({ db, clock }) });
  const small = createCohortIndexes({ db, clock, communities, mostLearners: 1 });
  const { id: _, ...copy } = await db.selectFrom('cohorts').selectAll().executeTakeFirstOrThrow();
  const { id: second } = await db
    .insertInto('cohorts')
    .values({ ...copy, name_key: 'other' })
    .returning('id')
    .executeTakeFirstOrThrow();
  await db
    .insertInto('cohort_members')
    .values({ cohort_id: second, user_id: id(1), joined_at: 0 })
    .execute();
  const first = await small.current(cohort);
  const other = await small.current({ ...cohort, id: second });
  expect(other.index.size).toBe(1);
  const again = await small.current(cohort);
  expect(again.index).not.toBe(first.index);
  expect(again.index.size).toBe(first.index.size);
  expect((await partners.search({ cohort, seekerId: id(0) }))?.ranking.total).toBeGreaterThan(0);
  await db.destroy();
});
