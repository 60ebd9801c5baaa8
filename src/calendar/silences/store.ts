import type { Selectable } from 'kysely';
import { type Db, prepared } from '../../platform/database/index.ts';
import type { SilenceTable } from './tables.ts';

export type SilenceRow = Selectable<SilenceTable>;
type Ended = Exclude<SilenceRow['state'], 'asked' | 'away'>;

/** Teams with a member whose check is due, those that wait longest first. Not grouped in SQL: that would read every member. */
export async function findTeamsToCheck(db: Db, now: number, limit: number): Promise<number[]> {
  const rows = await db
    .selectFrom('team_members')
    .select('team_id')
    .where('look_at', '<=', now)
    .orderBy('look_at')
    .limit(limit)
    .execute();
  return [...new Set(rows.map((row) => row.team_id))];
}

/** Whether the team is one to ask: it stands, its cohort runs, and not all of it is handed in. */
export async function findTeamFacts(db: Db, teamId: number) {
  return await db
    .selectFrom('teams')
    .innerJoin('cohorts', 'cohorts.id', 'teams.cohort_id')
    .select([
      'teams.id',
      'teams.guild_id',
      'teams.cohort_id',
      'teams.name',
      'teams.thread_id',
      'teams.ended_at',
      'cohorts.archived_at',
      'cohorts.deadline_at',
      'cohorts.timezone',
    ])
    .select((eb) => [
      eb
        .selectFrom('projects')
        .select((part) => part.fn.countAll<number>().as('count'))
        .whereRef('projects.team_id', '=', 'teams.id')
        .where('projects.status', '=', 'submitted')
        .as('submitted'),
    ])
    .where('teams.id', '=', teamId)
    .executeTakeFirst();
}

export const findOpenSilences: (db: Db, teamId: number) => Promise<SilenceRow[]> = prepared(
  (db, teamId: number) =>
    db
      .selectFrom('silences')
      .selectAll()
      .where('team_id', '=', teamId)
      .where('state', 'in', ['asked', 'away'])
      .orderBy('asked_at'),
);

/** The latest question to a member in a team, open or not. */
export async function findLatest(db: Db, teamId: number, userId: string): Promise<SilenceRow | undefined> {
  return await db
    .selectFrom('silences')
    .selectAll()
    .where('team_id', '=', teamId)
    .where('user_id', '=', userId)
    .orderBy('id', 'desc')
    .executeTakeFirst();
}

export async function lastAskedAt(db: Db, guildId: string, userId: string): Promise<number | null> {
  const row = await db
    .selectFrom('silences')
    .select((eb) => eb.fn.max('asked_at').as('at'))
    .where('guild_id', '=', guildId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return row?.at ?? null;
}

/** Undefined when a question to this member of this team is open already. */
export async function insertSilence(
  db: Db,
  silence: Omit<SilenceRow, 'id' | 'state' | 'reached_at' | 'away_at' | 'ended_at'>,
): Promise<SilenceRow | undefined> {
  return await db
    .insertInto('silences')
    .values(silence)
    .onConflict((clash) => clash.doNothing())
    .returningAll()
    .executeTakeFirst();
}

/** A question that did not reach the member is put once more; undefined when it did, or is none any more. */
export async function askAgain(
  trx: Db,
  { teamId, userId, now }: { teamId: number; userId: string; now: number },
): Promise<SilenceRow | undefined> {
  return await trx
    .updateTable('silences')
    .set({ asked_at: now })
    .where('team_id', '=', teamId)
    .where('user_id', '=', userId)
    .where('state', '=', 'asked')
    .where('reached_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
}

/** The question reached the member: the time to answer runs from now. */
export async function recordReached(
  trx: Db,
  id: number,
  reached: { via: SilenceRow['via']; now: number; dueAt: number },
): Promise<void> {
  await trx
    .updateTable('silences')
    .set({ via: reached.via, reached_at: reached.now, due_at: reached.dueAt })
    .where('id', '=', id)
    .where('state', '=', 'asked')
    .execute();
}

export async function findSilence(db: Db, id: number): Promise<SilenceRow | undefined> {
  return await db.selectFrom('silences').selectAll().where('id', '=', id).executeTakeFirst();
}

/** What a member of a server was asked and has not answered, and where they are away. */
export const findOpenOf: (
  db: Db,
  guildId: string,
  userId: string,
) => Promise<(SilenceRow & { name: string })[]> = prepared((db, guildId: string, userId: string) =>
  db
    .selectFrom('silences')
    .innerJoin('teams', 'teams.id', 'silences.team_id')
    .selectAll('silences')
    .select('teams.name')
    .where('silences.guild_id', '=', guildId)
    .where('silences.user_id', '=', userId)
    .where('silences.state', 'in', ['asked', 'away'])
    .orderBy('silences.id'),
);

/** True for the one caller that gets to mark the member away. */
export async function markAway(db: Db, id: number, now: number): Promise<boolean> {
  const row = await db
    .updateTable('silences')
    .set({ state: 'away', away_at: now })
    .where('id', '=', id)
    .where('state', '=', 'asked')
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Ends an open question; undefined when there is none (any more). `from` narrows it to one state. */
export async function endSilence(
  db: Db,
  end: { teamId: number; userId: string; state: Ended; now: number; from?: 'asked' | 'away' },
): Promise<SilenceRow | undefined> {
  return await db
    .updateTable('silences')
    .set({ state: end.state, ended_at: end.now })
    .where('team_id', '=', end.teamId)
    .where('user_id', '=', end.userId)
    .where('state', 'in', end.from === undefined ? ['asked', 'away'] : [end.from])
    .returningAll()
    .executeTakeFirst();
}

/** Nobody of a cohort is asked any more. */
export async function endAllIn(trx: Db, cohortId: number, now: number): Promise<void> {
  await trx
    .updateTable('silences')
    .set({ state: 'left', ended_at: now })
    .where('cohort_id', '=', cohortId)
    .where('state', 'in', ['asked', 'away'])
    .execute();
}

/** A member whose place was given away while they were away is back; undefined when that was said already. */
export async function markBack(db: Db, id: number, now: number): Promise<SilenceRow | undefined> {
  return await db
    .updateTable('silences')
    .set({ state: 'returned', ended_at: now })
    .where('id', '=', id)
    .where('state', '=', 'replaced')
    .returningAll()
    .executeTakeFirst();
}

/** The projects of the two of a pair that a member had in a team, the latest first. */
export async function findPartnersProject(
  db: Db,
  teamId: number,
  userId: string,
): Promise<number | undefined> {
  const pair = await db
    .selectFrom('pairs')
    .selectAll()
    .where('team_id', '=', teamId)
    .where((eb) => eb.or([eb('host_id', '=', userId), eb('guest_id', '=', userId)]))
    .orderBy('id', 'desc')
    .executeTakeFirst();
  if (pair === undefined) return undefined;
  return (pair.host_id === userId ? pair.guest_project_id : pair.host_project_id) ?? undefined;
}

/** How many questions of a cohort stand or ended how, and how many teams have somebody quiet or away now. */
export async function countSilences(
  db: Db,
  cohortId: number,
): Promise<{
  states: Partial<Record<SilenceRow['state'], number>>;
  asked: number;
  away: number;
  teams: number;
}> {
  const rows = await db
    .selectFrom('silences')
    .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
    .where('cohort_id', '=', cohortId)
    .groupBy('state')
    .execute();
  const totals = await db
    .selectFrom('silences')
    .select((eb) => [
      eb.fn.countAll<number>().as('asked'),
      eb.fn.count<number>('away_at').as('away'),
      eb.fn
        .count<number>(eb.case().when('state', 'in', ['asked', 'away']).then(eb.ref('team_id')).end())
        .distinct()
        .as('teams'),
    ])
    .where('cohort_id', '=', cohortId)
    .executeTakeFirstOrThrow();
  return { states: Object.fromEntries(rows.map((row) => [row.state, row.count])), ...totals };
}

/** Absences of the bot, or of Discord, that lasted beyond `since`. Instants in ms UTC. */
export async function findAbsences(db: Db, since: number): Promise<{ from: number; to: number }[]> {
  return await db
    .selectFrom('absences')
    .select(['from_at as from', 'to_at as to'])
    .where('to_at', '>', since)
    .execute();
}
