import { type RawBuilder, sql } from 'kysely';
import type { Pulse } from '../../journal/pulse/rules.ts';
import { breathe } from '../../platform/async.ts';
import type { Db } from '../../platform/database/index.ts';
import type { Brief } from '../../work/projects/rules.ts';
import type { Side } from './rules.ts';

/** Teams of a cohort that stand. */
export async function countTeams(db: Db, cohortId: number): Promise<number> {
  const { teams } = await db
    .selectFrom('teams')
    .select((eb) => eb.fn.countAll<number>().as('teams'))
    .where('cohort_id', '=', cohortId)
    .where('ended_at', 'is', null)
    .executeTakeFirstOrThrow();
  return teams;
}

/** Why members looked for another partner, the latest first, without names. */
export async function findReasons(db: Db, cohortId: number, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('pairs')
    .select('end_reason')
    .where('cohort_id', '=', cohortId)
    .where('end_reason', 'is not', null)
    .orderBy('ended_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.flatMap((row) => row.end_reason ?? []);
}

/** Somebody who was asked whether all is well and has not answered, or is away. */
export interface QuietMember {
  readonly id: number;
  readonly teamId: number;
  readonly team: string;
  readonly threadId: string | null;
  readonly userId: string;
  readonly state: 'asked' | 'away';
  /** Their last sign of life before it, ms UTC. */
  readonly since: number;
}

/** Quiet members of a cohort's teams, those of one team together. */
export async function findQuiet(
  db: Db,
  cohortId: number,
  { offset, limit }: { offset: number; limit: number },
): Promise<QuietMember[]> {
  const rows = await db
    .selectFrom('silences')
    .innerJoin('teams', 'teams.id', 'silences.team_id')
    .select(['silences.id', 'silences.user_id', 'silences.state', 'silences.quiet_since'])
    .select(['teams.id as team_id', 'teams.name', 'teams.thread_id'])
    .where('silences.cohort_id', '=', cohortId)
    .where('silences.state', 'in', ['asked', 'away'])
    .orderBy('teams.id')
    .orderBy('silences.id')
    .offset(offset)
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    teamId: row.team_id,
    team: row.name,
    threadId: row.thread_id,
    userId: row.user_id,
    state: row.state === 'away' ? 'away' : 'asked',
    since: row.quiet_since,
  }));
}

/** What members say of their teams: what goes badly first, of that what was said at the end, those of one team together. */
export async function findPulses(
  db: Db,
  cohortId: number,
  { offset, limit }: { offset: number; limit: number },
): Promise<(Pulse & { readonly team: string; readonly threadId: string | null })[]> {
  const rows = await db
    .selectFrom('team_pulses')
    .innerJoin('teams', 'teams.id', 'team_pulses.team_id')
    .select(['team_pulses.team_id', 'team_pulses.user_id', 'moment', 'answer', 'words'])
    .select(['teams.name', 'teams.thread_id'])
    .where('team_pulses.cohort_id', '=', cohortId)
    .orderBy('answer')
    .orderBy('moment')
    .orderBy('team_pulses.team_id')
    .orderBy('team_pulses.user_id')
    .offset(offset)
    .limit(limit)
    .execute();
  return rows.map(({ team_id, user_id, name, thread_id, moment, answer, words }) => ({
    teamId: team_id,
    userId: user_id,
    moment,
    answer,
    words,
    team: name,
    threadId: thread_id,
  }));
}

/** Who waits in a cohort, whoever waits longest first. */
export async function findWaiting(
  db: Db,
  cohortId: number,
  { offset, limit }: { offset: number; limit: number },
): Promise<{ userId: string; since: number }[]> {
  return await db
    .selectFrom('waiting_list')
    .select(['user_id as userId', 'since'])
    .where('cohort_id', '=', cohortId)
    .orderBy('since')
    .orderBy('user_id')
    .offset(offset)
    .limit(limit)
    .execute();
}

/** Rows looked at in one go: about a millisecond's work, so that interactions come between. */
const RANGE = 2_000;

type Numbered = 'projects' | 'progress_entries' | 'pairs' | 'blockers' | 'submissions';

/** Calls `read` for every range of ids of a table, some at a time. */
async function ranges(
  db: Db,
  table: Numbered,
  read: (within: RawBuilder<boolean>) => Promise<void>,
): Promise<void> {
  const column = table === 'submissions' ? 'project_id' : 'id';
  const id = sql.ref<number>(`${table}.${column}`);
  const { rows } = await sql<{ last: number | null }>`
    select max(${id}) as last from ${sql.table(table)}`.execute(db);
  const last = rows[0]?.last ?? 0;
  for (let from = 0; from < last; from += RANGE) {
    await read(sql<boolean>`${id} > ${from} and ${id} <= ${from + RANGE}`);
    await breathe();
  }
}

/** The cohort as a condition that no index answers: one of them would read the whole cohort again for each range of ids. */
function looked(cohortId: number): RawBuilder<boolean> {
  return sql<boolean>`cohort_id + 0 = ${cohortId}`;
}

/** Projects of a cohort that seek partners, by brief and side. */
export async function countSeeking(
  db: Db,
  cohortId: number,
  add: (brief: Brief, side: Side, count: number) => void,
): Promise<void> {
  await ranges(db, 'projects', async (within) => {
    const rows = await db
      .selectFrom('projects')
      .select((eb) => ['brief', 'track', eb.fn.countAll<number>().as('count')])
      .where(within)
      .where(looked(cohortId))
      .where('status', '=', 'looking')
      .whereRef('places_taken', '<', 'partners')
      .groupBy(['brief', 'track'])
      .execute();
    for (const row of rows) add(row.brief as Brief, row.track, row.count);
  });
}

/** Clocks differ by whole quarters of an hour (ms). */
export const QUARTER = 15 * 60_000;

/** What happens in a cohort, and when it did. */
const HAPPENINGS = [
  ['projects', 'created_at'],
  ['pairs', 'formed_at'],
  ['progress_entries', 'created_at'],
  ['blockers', 'created_at'],
  ['submissions', 'handed_in_at'],
] as const;

/** How many things happened in a cohort in each quarter of an hour since `from` (ms UTC); `at`: when it began (ms UTC). */
export async function countHappenings(
  db: Db,
  cohortId: number,
  from: number,
  add: (at: number, count: number) => void,
): Promise<void> {
  for (const [table, column] of HAPPENINGS) {
    const at = sql.ref<number>(`${table}.${column}`);
    await ranges(db, table, async (within) => {
      const { rows } = await sql<{ quarter: number; count: number }>`
        select ${at} / ${sql.lit(QUARTER)} as quarter, count(*) as count from ${sql.table(table)}
        where ${within} and ${looked(cohortId)} and ${at} >= ${from} group by 1`.execute(db);
      for (const { quarter, count } of rows) add(quarter * QUARTER, count);
    });
  }
}

/** The latest thing each of these members did in a cohort that is known, ms UTC. At most 200. */
export async function findLastSigns(
  db: Db,
  cohort: { readonly id: number; readonly guildId: string },
  userIds: readonly string[],
): Promise<Map<string, number>> {
  const latest = new Map<string, number>();
  if (userIds.length === 0) return latest;
  const ids = sql.join(userIds);
  const { rows } = await sql<{ user_id: string; at: number | null }>`
    select user_id, max(at) as at from (
      select user_id, joined_at as at from cohort_members where cohort_id = ${cohort.id} and user_id in (${ids})
      union all select m.user_id, m.last_sign_at from team_members m join teams t on t.id = m.team_id
        where m.user_id in (${ids}) and t.cohort_id = ${cohort.id}
      union all select user_id, created_at from progress_entries where user_id in (${ids}) and cohort_id = ${cohort.id}
      union all select owner_id, created_at from projects
        where guild_id = ${cohort.guildId} and owner_id in (${ids}) and cohort_id = ${cohort.id}
      union all select sender_id, created_at from requests where sender_id in (${ids}) and cohort_id = ${cohort.id}
      union all select user_id, saved_at from submissions where user_id in (${ids}) and cohort_id = ${cohort.id}
      union all select owner_id, created_at from blockers where owner_id in (${ids}) and cohort_id = ${cohort.id}
    ) as signs group by user_id`.execute(db);
  for (const { user_id, at } of rows) if (at !== null) latest.set(user_id, at);
  return latest;
}

/** The thread to look for each of these members: their team's, else that of their newest project. */
export async function findThreads(
  db: Db,
  cohort: { readonly id: number; readonly guildId: string },
  userIds: readonly string[],
): Promise<Map<string, string>> {
  const threads = new Map<string, string>();
  if (userIds.length === 0) return threads;
  const projects = await db
    .selectFrom('projects')
    .select(['owner_id', 'thread_id'])
    .where('guild_id', '=', cohort.guildId)
    .where('owner_id', 'in', userIds)
    .where('cohort_id', '=', cohort.id)
    .where('status', '<>', 'withdrawn')
    .where('thread_id', 'is not', null)
    // By their owners first: for the order of the ids alone SQLite would walk all projects of the server.
    .orderBy('owner_id')
    .orderBy('id')
    .execute();
  const teams = await db
    .selectFrom('team_members')
    .innerJoin('teams', 'teams.id', 'team_members.team_id')
    .select(['team_members.user_id', 'teams.thread_id'])
    .where('team_members.user_id', 'in', userIds)
    .where('team_members.left_at', 'is', null)
    .where('teams.cohort_id', '=', cohort.id)
    .where('teams.ended_at', 'is', null)
    .where('teams.thread_id', 'is not', null)
    .orderBy('teams.id')
    .execute();
  for (const { owner_id, thread_id } of projects) if (thread_id !== null) threads.set(owner_id, thread_id);
  for (const { user_id, thread_id } of teams) if (thread_id !== null) threads.set(user_id, thread_id);
  return threads;
}
