import { type Insertable, type Selectable, sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import type { SameSideTable } from '../../platform/database/schema.ts';
import { LIMITS, type OpenTeam, type SideKind, type SideRequest, type SideState } from './rules.ts';

type Row = Selectable<SameSideTable>;

/** Undefined when the same request is open already, or the two study together. */
export async function insertRequest(
  db: Db,
  request: Insertable<SameSideTable>,
): Promise<SideRequest | undefined> {
  const row = await db
    .insertInto('same_side_requests')
    .values(request)
    .onConflict((clash) => clash.doNothing())
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : view(row);
}

export async function findRequest(db: Db, id: number): Promise<SideRequest | undefined> {
  const row = await db.selectFrom('same_side_requests').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : view(row);
}

/** Moves an open request on; undefined when it is not open any more. */
export async function closeRequest(
  db: Db,
  id: number,
  state: Exclude<SideState, 'open' | 'accepted' | 'ended'>,
  now: number,
): Promise<SideRequest | undefined> {
  const row = await db
    .updateTable('same_side_requests')
    .set({ state, answered_at: now })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : view(row);
}

/** Undefined when it is not open, has run out, or one of two has all the study partners they may have. */
export async function acceptRequest(db: Db, id: number, now: number): Promise<SideRequest | undefined> {
  const taken = sql<number>`(select count(*) from same_side_requests as other
    where other.cohort_id = same_side_requests.cohort_id and other.kind = 'study' and other.state = 'accepted'
      and same_side_requests.sender_id in (other.sender_id, other.addressee_id))`;
  const takenByOther = sql<number>`(select count(*) from same_side_requests as other
    where other.cohort_id = same_side_requests.cohort_id and other.kind = 'study' and other.state = 'accepted'
      and same_side_requests.addressee_id in (other.sender_id, other.addressee_id))`;
  const row = await db
    .updateTable('same_side_requests')
    .set({ state: 'accepted', answered_at: now })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .where('expires_at', '>', now)
    .where((eb) =>
      eb.or([
        eb('kind', '=', 'second'),
        eb.and([eb(taken, '<', LIMITS.studyPartners), eb(takenByOther, '<', LIMITS.studyPartners)]),
      ]),
    )
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : view(row);
}

/** Undefined when the two do not study together (any more). */
export async function endStudy(db: Db, id: number, now: number): Promise<SideRequest | undefined> {
  const row = await db
    .updateTable('same_side_requests')
    .set({ state: 'ended', ended_at: now })
    .where('id', '=', id)
    .where('kind', '=', 'study')
    .where('state', '=', 'accepted')
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : view(row);
}

export async function findOpenOf(
  db: Db,
  guildId: string,
  userId: string,
  side: 'addressee_id' | 'sender_id',
): Promise<SideRequest[]> {
  const rows = await db
    .selectFrom('same_side_requests')
    .selectAll()
    .where(side, '=', userId)
    .where('guild_id', '=', guildId)
    .where('state', '=', 'open')
    .orderBy('id')
    .execute();
  return rows.map(view);
}

export async function countOpen(
  db: Db,
  filter: { cohortId: number; kind: SideKind; senderId?: string; addresseeId?: string; teamId?: number },
): Promise<number> {
  let query = db
    .selectFrom('same_side_requests')
    .where('cohort_id', '=', filter.cohortId)
    .where('kind', '=', filter.kind)
    .where('state', '=', 'open');
  if (filter.senderId !== undefined) query = query.where('sender_id', '=', filter.senderId);
  if (filter.addresseeId !== undefined) query = query.where('addressee_id', '=', filter.addresseeId);
  if (filter.teamId !== undefined) query = query.where('team_id', '=', filter.teamId);
  const row = await query.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
  return row.count;
}

/** How many study partners a learner of a cohort has now. */
export async function countPartners(db: Db, cohortId: number, userId: string): Promise<number> {
  const row = await db
    .selectFrom('same_side_requests')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('cohort_id', '=', cohortId)
    .where('kind', '=', 'study')
    .where('state', '=', 'accepted')
    .where((eb) => eb.or([eb('sender_id', '=', userId), eb('addressee_id', '=', userId)]))
    .executeTakeFirstOrThrow();
  return row.count;
}

export async function findDue(
  db: Db,
  now: number,
  what: 'expires_at' | 'nudge_at',
  limit: number,
): Promise<SideRequest[]> {
  let query = db
    .selectFrom('same_side_requests')
    .selectAll()
    .where('state', '=', sql.lit('open' as const))
    .where(what, '<=', now);
  if (what === 'nudge_at') query = query.where('nudged_at', 'is', null).where('expires_at', '>', now);
  return (await query.orderBy('id').limit(limit).execute()).map(view);
}

/** True for the one caller that gets to nudge. */
export async function markNudged(db: Db, id: number, now: number): Promise<boolean> {
  const row = await db
    .updateTable('same_side_requests')
    .set({ nudged_at: now })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .where('nudged_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function recordMessage(
  db: Db,
  id: number,
  message: { channelId: string; messageId: string },
): Promise<SideRequest | undefined> {
  const row = await db
    .updateTable('same_side_requests')
    .set({ message_channel_id: message.channelId, message_id: message.messageId })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : view(row);
}

export async function recordThread(db: Db, id: number, threadId: string): Promise<void> {
  await db.updateTable('same_side_requests').set({ thread_id: threadId }).where('id', '=', id).execute();
}

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
    .where('members.track', '=', side)
    .executeTakeFirstOrThrow();
  return row.count;
}

/** So many projects with teams are looked at for a second's place. */
const LOOKED_AT = 50;

/**
 * Standing teams that could take a member as their second of a side: one learner builds it, there is room, nobody in it
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
  const asked = sql<number>`(select count(*) from same_side_requests as request where request.state = 'open'
    and request.team_id = some.team_id and request.sender_id = ${userId})`;
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
    .selectFrom(some.as('some'))
    .innerJoin('teams', 'teams.id', 'some.team_id')
    .innerJoin('team_members', 'team_members.team_id', 'teams.id')
    .innerJoin('members', (join) =>
      join.onRef('members.user_id', '=', 'team_members.user_id').on('members.guild_id', '=', guildId),
    )
    .where('teams.ended_at', 'is', null)
    .where('team_members.left_at', 'is', null)
    .groupBy('some.id')
    .select([
      'teams.id as teamId',
      'teams.name',
      'some.owner_id as ownerId',
      'some.brief',
      sql<string>`json_group_array(team_members.user_id)`.as('people'),
    ])
    .having((eb) => eb.fn.countAll<number>(), '<', LIMITS.teamSize)
    .having(sql<number>`sum(members.track = ${side})`, '=', LIMITS.perSide - 1)
    .having(sql<number>`sum(team_members.user_id = ${userId})`, '=', 0)
    .having(sql<number>`sum(${blocked})`, '=', 0)
    .having(sql<number>`min(${asked})`, '=', 0)
    .orderBy('some.id')
    .execute();
  // Two linked projects have one team.
  return [...new Map(rows.toReversed().map((row) => [row.teamId, row])).values()]
    .toReversed()
    .map(({ people, ...team }) => ({ ...team, memberIds: JSON.parse(people) as string[] }));
}

function view(row: Row): SideRequest {
  const posted = row.message_channel_id !== null && row.message_id !== null;
  return {
    id: row.id,
    guildId: row.guild_id,
    cohortId: row.cohort_id,
    kind: row.kind,
    senderId: row.sender_id,
    addresseeId: row.addressee_id,
    teamId: row.team_id,
    note: row.note,
    state: row.state,
    expiresAt: row.expires_at,
    message: posted ? { channelId: row.message_channel_id ?? '', messageId: row.message_id ?? '' } : null,
    threadId: row.thread_id,
  };
}
