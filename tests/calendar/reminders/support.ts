import { onTestFinished } from 'vitest';
import {
  createReminders,
  type Reminders,
  type RemindersParts,
} from '../../../src/calendar/reminders/service.ts';
import { createDigests } from '../../../src/journal/digest/service.ts';
import { progressFacts } from '../../../src/journal/progress/facts/store.ts';
import { waitingFacts } from '../../../src/pairing/waiting/facts/store.ts';
import { cohortFacts } from '../../../src/people/cohorts/facts/store.ts';
import { createCommunities } from '../../../src/people/communities/service.ts';
import { learnerFacts } from '../../../src/people/learners/facts/store.ts';
import { createLearners } from '../../../src/people/learners/service.ts';
import { createNotices } from '../../../src/people/notices/service.ts';
import { createPost } from '../../../src/people/post/service.ts';
import { requestFacts } from '../../../src/people/requests/facts/store.ts';
import { createStandings } from '../../../src/people/standing/service.ts';
import { createAudit } from '../../../src/platform/audit/service.ts';
import type { Fact } from '../../../src/platform/database/facts.ts';
import type { Db } from '../../../src/platform/database/index.ts';
import { createOutbox } from '../../../src/platform/delivery/outbox.ts';
import { createLedger } from '../../../src/platform/delivery/service.ts';
import type { Deliverer, DeliveryKind, PlaceKind } from '../../../src/platform/delivery/types.ts';
import { createEvents } from '../../../src/platform/events/events.ts';
import { createLimits } from '../../../src/platform/limits/service.ts';
import { createLogger } from '../../../src/platform/log.ts';
import { createScheduler } from '../../../src/platform/schedule/scheduler.ts';
import { endOfDay, instantAt } from '../../../src/platform/zones/rules.ts';
import { findTeamMemberIds } from '../../../src/work/members/service.ts';

import { projectThreads } from '../../../src/work/projects/card-life.ts';
import { projectFacts } from '../../../src/work/projects/facts/store.ts';
import { teamFacts } from '../../../src/work/teams/facts/store.ts';
import { teamThreads } from '../../../src/work/teams/service.ts';
import { findTeam } from '../../../src/work/teams/store.ts';

import {
  type FakeClock,
  type FakeDiscord,
  fakeClock,
  fakeDiscord,
  GUILD,
  newDatabase,
  open,
  type Posted,
} from '../../platform/delivery/support.ts';

export const CHANNEL = '700000000000000001';
const MENTORS = '700000000000000002';
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export interface Programme {
  readonly db: Db;
  readonly clock: FakeClock;
  readonly discord: FakeDiscord;
  readonly outbox: Deliverer;
  readonly reminders: Reminders;
  /** Another process takes over; what the first one did not do is still to do. */
  readonly restart: () => Promise<void>;
  readonly path: string;
  readonly zone: string;
  readonly cohortId: number;
  /** Sets the clock to a local time of the cohort and lets everything that is due happen. */
  readonly at: (date: string, time: string) => Promise<void>;
  readonly run: () => Promise<void>;
  /** What was posted since the last call. */
  readonly news: () => Posted[];
  readonly join: (userId: string, more?: Partial<Person>) => Promise<void>;
}

export interface Person {
  readonly documentationOnly: boolean;
  readonly track: 'backend' | 'frontend' | 'fullstack';
  readonly timezone: string;
  readonly dm: boolean;
  readonly locale: 'en' | 'fr';
  readonly reminders: 'all' | 'important' | 'none';
  /** Joined at this instant (ms) instead of now. */
  readonly joinedAt: number;
}

export interface ProgrammeOptions {
  readonly start?: string;
  readonly deadline?: string;
  readonly zone?: string;
  /** When the cohort is created: local date and time in its zone. */
  readonly created?: readonly [date: string, time: string];
  readonly parts?: Partial<RemindersParts>;
  /** Facts of features that are not built yet. */
  readonly facts?: readonly Fact[];
}

/** What the features know of learners today. */
export const KNOWN: readonly Fact[] = [
  ...cohortFacts,
  ...learnerFacts,
  ...projectFacts,
  ...teamFacts,
  ...requestFacts,
  ...waitingFacts,
  ...progressFacts,
];

/** A cohort of three weeks from Monday 2026-11-09, created the Sunday before, with real services on a real database. */
export async function programme(options: ProgrammeOptions = {}): Promise<Programme> {
  const zone = options.zone ?? 'Africa/Lagos';
  const start = options.start ?? '2026-11-09';
  const deadline = options.deadline ?? '2026-11-29';
  const path = await newDatabase();
  const db = open(path);
  const clock = fakeClock(instantAt(...(options.created ?? (['2026-11-08', '12:00'] as const)), zone));
  const discord = fakeDiscord();
  const log = createLogger('silent');
  const kinds: DeliveryKind[] = [];
  const places: PlaceKind[] = [projectThreads, teamThreads];
  const outbox = createOutbox({
    db,
    transport: discord,
    kinds,
    places,
    clock,
    log,
    random: () => 0,
  });
  onTestFinished(() => outbox.stop(1_000));
  const audit = createAudit({ db, clock });
  const communities = createCommunities({ db, events: createEvents(), audit });
  places.push(...(communities.feature.places ?? []));
  const learners = createLearners({ db, events: createEvents() });
  const notices = createNotices({ db, clock, subjects: new Map() });
  const post = createPost({
    db,
    clock,
    outbox,
    communities,
    learners,
    notices,
    homes: [],
    defaultTimezone: 'UTC',
  });
  const newProcess = (): Reminders =>
    createReminders({
      db,
      clock,
      audit,
      outbox,
      digests: createDigests({ db }),
      log,
      ledger: createLedger({ db, clock, outbox }),
      communities,
      learners,
      limits: createLimits({ db, clock }),
      post,
      standings: createStandings({ db, clock, facts: [...KNOWN, ...(options.facts ?? [])] }),
      teams: {
        find: async (id, trx = db) => {
          const row = await findTeam(trx, id);
          return row === undefined ? undefined : ({ ...row, endedAt: row.ended_at } as never);
        },
        memberIds: (id, trx = db) => findTeamMemberIds(trx, id),
      },
      ...options.parts,
    });
  const reminders = newProcess();
  kinds.push(...(reminders.feature.deliveries ?? []), ...(post.feature.deliveries ?? []));
  let scheduler = createScheduler({ pollers: reminders.feature.pollers ?? [], clock, log });
  const cohortId = await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('communities')
      .values({
        guild_id: GUILD,
        created_at: clock.now(),
        projects_channel_id: CHANNEL,
        mentors_channel_id: MENTORS,
      })
      .execute();
    const { id } = await trx
      .insertInto('cohorts')
      .values({
        guild_id: GUILD,
        name: 'November',
        name_key: 'november',
        start_date: start,
        deadline_date: deadline,
        deadline_at: endOfDay(deadline, zone),
        timezone: zone,
        created_at: clock.now(),
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await reminders.feature.on?.['cohort.created']?.(trx, { cohortId: id });
    return id;
  });
  let seen = 0;
  const run = async (): Promise<void> => {
    await scheduler.tick();
    await outbox.tick();
  };
  return {
    db,
    clock,
    discord,
    outbox,
    reminders,
    async restart() {
      scheduler = createScheduler({ pollers: newProcess().feature.pollers ?? [], clock, log });
      await run();
    },
    path,
    zone,
    cohortId,
    run,
    async at(date, time) {
      clock.advance(instantAt(date, time, zone) - clock.now());
      await run();
    },
    news() {
      const fresh = discord.posted.slice(seen);
      seen = discord.posted.length;
      return fresh;
    },
    async join(userId, more = {}) {
      await db
        .insertInto('members')
        .values({
          guild_id: GUILD,
          user_id: userId,
          display_name: userId,
          created_at: clock.now(),
          track: more.track ?? null,
          timezone: more.timezone ?? null,
          dm: more.dm === true ? 1 : 0,
          locale: more.locale ?? 'en',
          reminders: more.reminders ?? 'all',
        })
        .execute();
      await db
        .insertInto('cohort_members')
        .values({
          cohort_id: cohortId,
          user_id: userId,
          joined_at: more.joinedAt ?? clock.now(),
          documentation_only: more.documentationOnly === true ? 1 : 0,
        })
        .execute();
    },
  };
}

export const userId = (number: number): string => String(100_000_000_000_000_000n + BigInt(number));

/** Somebody who is free to be a partner to everybody, and wants no reminders themselves. */
export async function somebodyFree(all: Programme): Promise<void> {
  await all.join(userId(900), { track: 'fullstack', reminders: 'none' });
}

/** An open project with a thread. */
export async function project(
  { db, cohortId }: Programme,
  ownerId: string,
  more: { partners?: number; threadId?: string | null; status?: 'looking' | 'withdrawn' | 'submitted' } = {},
): Promise<number> {
  const row = await db
    .insertInto('projects')
    .values({
      guild_id: GUILD,
      cohort_id: cohortId,
      owner_id: ownerId,
      title: `Project of ${ownerId}`,
      title_key: ownerId,
      brief: 'other',
      summary: 's',
      track: 'backend',
      partners: more.partners ?? 1,
      thread_id: more.threadId === undefined ? `thread-of-${ownerId}` : more.threadId,
      status: more.status ?? 'looking',
      created_at: 0,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

export async function hours({ db }: Programme, ownerId: string): Promise<void> {
  await db
    .insertInto('availability')
    .values({ guild_id: GUILD, user_id: ownerId, day: 1, from_minute: 60, to_minute: 120 })
    .execute();
}

export async function team({ db, cohortId }: Programme, ...memberIds: string[]): Promise<number> {
  const { id } = await db
    .insertInto('teams')
    .values({ guild_id: GUILD, cohort_id: cohortId, name: 'T', thread_id: null, created_at: 0 })
    .returning('id')
    .executeTakeFirstOrThrow();
  await db
    .updateTable('teams')
    .set({ thread_id: `team-${id}` })
    .where('id', '=', id)
    .execute();
  for (const user_id of memberIds) {
    await db
      .insertInto('team_members')
      .values({ team_id: id, user_id, joined_at: 0, left_at: null })
      .execute();
  }
  return id;
}

export function contents(posted: readonly Posted[]): string[] {
  return posted.map((message) => String(message.payload['content']));
}
