import { type Selectable, sql } from 'kysely';
import { type Db, oneOfIds } from '../../platform/database/index.ts';
import { LIMITS, type OpenTeam, type Study } from './rules.ts';
import type { StudyTable } from './tables.ts';

/** Undefined when the two study together already. */
export async function insertStudy(
  db: Db,
  study: { guildId: string; cohortId: number; people: readonly [string, string]; now: number },
): Promise<Study | undefined> {
  const [user = '', partner = ''] = study.people.toSorted();
  const row = await db
    .insertInto('studies')
    .values({
      guild_id: study.guildId,
      cohort_id: study.cohortId,
      user_id: user,
      partner_id: partner,
      thread_id: null,
      began_at: study.now,
      ended_at: null,
    })
    .onConflict((clash) => clash.doNothing())
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : view(row);
}

export async function findStudy(db: Db, id: number): Promise<Study | undefined> {
  const row = await db.selectFrom('studies').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : view(row);
}

/** Those in which a learner of a cohort studies now. */
export async function findStudiesOf(db: Db, cohortId: number, userId: string): Promise<Study[]> {
  const rows = await db
    .selectFrom('studies')
    .selectAll()
    .where('cohort_id', '=', cohortId)
    .where('ended_at', 'is', null)
    .where((eb) => eb.or([eb('user_id', '=', userId), eb('partner_id', '=', userId)]))
    .execute();
  return rows.map(view);
}

/** Those in which a member of a server studies now, in whichever cohort. */
export async function findStudiesIn(db: Db, guildId: string, userId: string): Promise<Study[]> {
  const rows = await db
    .selectFrom('studies')
    .selectAll()
    .where('guild_id', '=', guildId)
    .where('ended_at', 'is', null)
    .where((eb) => eb.or([eb('user_id', '=', userId), eb('partner_id', '=', userId)]))
    .execute();
  return rows.map(view);
}

/** False when the two do not study together (any more). */
export async function endStudy(db: Db, id: number, now: number): Promise<boolean> {
  const row = await db
    .updateTable('studies')
    .set({ ended_at: now })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function recordThread(db: Db, id: number, threadId: string): Promise<void> {
  await db.updateTable('studies').set({ thread_id: threadId }).where('id', '=', id).execute();
}

/** What somebody builds in a team's cohort. */
const sideOf = sql<string | null>`coalesce((select track from cohort_members
  where cohort_members.cohort_id = teams.cohort_id and cohort_members.user_id = members.user_id), members.track)`;

/** How many members of a team build this side only. */
export async function countOnSide(db: Db, teamId: number, side: 'backend' | 'frontend'): Promise<number> {
  const row = await db
    .selectFrom('team_members')
    .innerJoin('teams', 'teams.id', 'team_members.team_id')
    .innerJoin('members', (join) =>
      join
        .onRef('members.user_id', '=', 'team_members.user_id')
        .onRef('members.guild_id', '=', 'teams.guild_id'),
    )
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('teams.id', '=', teamId)
    .where('team_members.left_at', 'is', null)
    .where(sideOf, '=', side)
    .executeTakeFirstOrThrow();
  return row.count;
}

/** So many projects with teams are looked at for a place for one more of a side. */
const LOOKED_AT = 50;

/**
 * Standing teams that could take a member as one more of their side: one learner builds it, there is room, nobody in it
 * and the member have blocked each other, and no request is open. The oldest of a brief (undefined: of any) first.
 */
export async function findOpenTeams(
  db: Db,
  wanted: {
    cohortId: number;
    guildId: string;
    userId: string;
    side: 'backend' | 'frontend';
    brief: string | undefined;
  },
): Promise<OpenTeam[]> {
  const { cohortId, guildId, userId, side, brief } = wanted;
  const blocked = sql<number>`(select count(*) from blocks where guild_id = ${guildId} and
    ((user_id = ${userId} and blocked_id = team_members.user_id)
      or (blocked_id = ${userId} and user_id = team_members.user_id)))`;
  const asked = sql<number>`(select count(*) from requests where requests.state = 'open'
    and requests.team_id = looked.team_id and requests.sender_id = ${userId})`;
  const some = db
    .selectFrom('projects')
    .select(['id', 'team_id', 'owner_id', 'brief'])
    .where('cohort_id', '=', cohortId)
    .where('team_id', 'is not', null)
    .where('status', 'in', ['looking', 'full', 'paused'])
    .$if(brief !== undefined, (query) => query.where('brief', '=', brief ?? ''))
    .orderBy('id')
    .limit(LOOKED_AT);
  const rows = await db
    .selectFrom(some.as('looked'))
    .innerJoin('teams', 'teams.id', 'looked.team_id')
    .innerJoin('team_members', 'team_members.team_id', 'teams.id')
    .innerJoin('members', (join) =>
      join.onRef('members.user_id', '=', 'team_members.user_id').on('members.guild_id', '=', guildId),
    )
    .where('teams.ended_at', 'is', null)
    .where('team_members.left_at', 'is', null)
    .groupBy(['looked.id', 'looked.owner_id', 'looked.brief', 'teams.id'])
    .select(['teams.id as teamId', 'teams.name', 'looked.owner_id as ownerId', 'looked.brief'])
    .having((eb) => eb.fn.countAll<number>(), '<', LIMITS.teamSize)
    .having(sql<number>`sum(case when ${sideOf} = ${side} then 1 else 0 end)`, '=', LIMITS.perSide - 1)
    .having(sql<number>`sum(case when team_members.user_id = ${userId} then 1 else 0 end)`, '=', 0)
    .having(sql<number>`sum(${blocked})`, '=', 0)
    .having(sql<number>`min(${asked})`, '=', 0)
    .orderBy('looked.id')
    .execute();
  // Two linked projects have one team.
  const open = [...new Map(rows.toReversed().map((row) => [row.teamId, row])).values()].toReversed();
  const people = await db
    .selectFrom('team_members')
    .select(['team_id', 'user_id'])
    .where('left_at', 'is', null)
    .where(
      'team_id',
      'in',
      oneOfIds(
        db,
        open.map(({ teamId }) => teamId),
      ),
    )
    .orderBy('joined_at')
    .orderBy('user_id')
    .execute();
  const byTeam = Map.groupBy(people, (row) => row.team_id);
  return open.map((team) => ({
    ...team,
    memberIds: (byTeam.get(team.teamId) ?? []).map((row) => row.user_id),
  }));
}

function view(row: Selectable<StudyTable>): Study {
  return {
    id: row.id,
    guildId: row.guild_id,
    cohortId: row.cohort_id,
    people: [row.user_id, row.partner_id],
    threadId: row.thread_id,
    isOver: row.ended_at !== null,
  };
}
