import { type Insertable, type Selectable, sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import type { RequestTable } from '../../platform/database/schema.ts';
import type { RequestState } from './rules.ts';

export type RequestRow = Selectable<RequestTable>;

/** Written out, so that SQLite sees that the indexes of open requests will do. */
const OPEN = sql.lit('open' as const);

/** Undefined when an open request for this place and guest exists already. */
export async function insertRequest(
  db: Db,
  request: Insertable<RequestTable>,
): Promise<RequestRow | undefined> {
  return await db
    .insertInto('requests')
    .values(request)
    .onConflict((clash) => clash.doNothing())
    .returningAll()
    .executeTakeFirst();
}

export async function findRequest(db: Db, id: number): Promise<RequestRow | undefined> {
  return await db.selectFrom('requests').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function findOpenBetween(
  db: Db,
  projectId: number,
  guestId: string,
): Promise<RequestRow | undefined> {
  return await db
    .selectFrom('requests')
    .selectAll()
    .where('project_id', '=', projectId)
    .where('guest_id', '=', guestId)
    .where('state', '=', OPEN)
    .executeTakeFirst();
}

/** Moves an open request on; undefined when it is not open any more (somebody was faster, or it ended). */
export async function closeRequest(
  db: Db,
  id: number,
  state: Exclude<RequestState, 'open'>,
  now: number,
): Promise<RequestRow | undefined> {
  return await db
    .updateTable('requests')
    .set({ state, answered_at: now })
    .where('id', '=', id)
    .where('state', '=', OPEN)
    .returningAll()
    .executeTakeFirst();
}

/** Accepting has to come before the request ends. */
export async function acceptRequest(db: Db, id: number, now: number): Promise<RequestRow | undefined> {
  return await db
    .updateTable('requests')
    .set({ state: 'accepted', answered_at: now })
    .where('id', '=', id)
    .where('state', '=', OPEN)
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst();
}

/** Open requests around a project, or to and from a guest. */
export async function findOpen(
  db: Db,
  filter: { projectId: number } | { guestId: string; cohortId: number },
): Promise<RequestRow[]> {
  const query = db.selectFrom('requests').selectAll().where('state', '=', OPEN).orderBy('id');
  if ('projectId' in filter) return await query.where('project_id', '=', filter.projectId).execute();
  return await query
    .where('guest_id', '=', filter.guestId)
    .where('cohort_id', '=', filter.cohortId)
    .execute();
}

export async function findOpenOf(
  db: Db,
  guildId: string,
  userId: string,
  side: 'addressee_id' | 'sender_id',
): Promise<RequestRow[]> {
  return await db
    .selectFrom('requests')
    .selectAll()
    .where('guild_id', '=', guildId)
    .where(side, '=', userId)
    .where('state', '=', OPEN)
    .orderBy('id')
    .execute();
}

/** Open requests between two members, whoever asked. */
export async function findOpenWith(db: Db, guildId: string, a: string, b: string): Promise<RequestRow[]> {
  return await db
    .selectFrom('requests')
    .selectAll()
    .where('guild_id', '=', guildId)
    .where('sender_id', 'in', [a, b])
    .where('addressee_id', 'in', [a, b])
    .where('state', '=', OPEN)
    .orderBy('id')
    .execute();
}

export async function countOpen(
  db: Db,
  filter: { kind: 'ask'; projectId?: number; addresseeId?: string } | { kind: 'team-up'; projectId: number },
): Promise<number> {
  let query = db.selectFrom('requests').where('state', '=', OPEN).where('kind', '=', filter.kind);
  if (filter.projectId !== undefined) query = query.where('project_id', '=', filter.projectId);
  if ('addresseeId' in filter && filter.addresseeId !== undefined)
    query = query.where('addressee_id', '=', filter.addresseeId);
  const row = await query.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
  return row.count;
}

export async function findDue(
  db: Db,
  now: number,
  what: 'expires_at' | 'nudge_at',
  limit: number,
): Promise<RequestRow[]> {
  let query = db.selectFrom('requests').selectAll().where('state', '=', OPEN).where(what, '<=', now);
  if (what === 'nudge_at') query = query.where('nudged_at', 'is', null).where('expires_at', '>', now);
  return await query.orderBy('id').limit(limit).execute();
}

/** True for the one caller that gets to nudge. */
export async function markNudged(db: Db, id: number, now: number): Promise<boolean> {
  const row = await db
    .updateTable('requests')
    .set({ nudged_at: now })
    .where('id', '=', id)
    .where('state', '=', OPEN)
    .where('nudged_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function recordMessage(
  db: Db,
  id: number,
  message: { channelId: string; messageId: string },
): Promise<RequestRow | undefined> {
  return await db
    .updateTable('requests')
    .set({ message_channel_id: message.channelId, message_id: message.messageId })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
}

/** The open requests of a project get another host. */
export async function rehost(db: Db, projectId: number, fromId: string, toId: string): Promise<RequestRow[]> {
  return await db
    .updateTable('requests')
    .set((eb) => ({
      host_id: toId,
      sender_id: eb.case().when('sender_id', '=', fromId).then(toId).else(eb.ref('sender_id')).end(),
      addressee_id: eb.case().when('addressee_id', '=', fromId).then(toId).else(eb.ref('addressee_id')).end(),
    }))
    .where('project_id', '=', projectId)
    .where('host_id', '=', fromId)
    .where('state', '=', OPEN)
    .returningAll()
    .execute();
}

export async function insertBlock(
  db: Db,
  guildId: string,
  userId: string,
  blockedId: string,
  now: number,
): Promise<void> {
  await db
    .insertInto('blocks')
    .values({ guild_id: guildId, user_id: userId, blocked_id: blockedId, created_at: now })
    .onConflict((clash) => clash.doNothing())
    .execute();
}

export async function deleteBlock(
  db: Db,
  guildId: string,
  userId: string,
  blockedId: string,
): Promise<boolean> {
  const row = await db
    .deleteFrom('blocks')
    .where('guild_id', '=', guildId)
    .where('user_id', '=', userId)
    .where('blocked_id', '=', blockedId)
    .returning('user_id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Either of the two has blocked the other. */
export async function isBlocked(db: Db, guildId: string, a: string, b: string): Promise<boolean> {
  const row = await db
    .selectFrom('blocks')
    .select('user_id')
    .where('guild_id', '=', guildId)
    .where((eb) =>
      eb.or([
        eb.and([eb('user_id', '=', a), eb('blocked_id', '=', b)]),
        eb.and([eb('user_id', '=', b), eb('blocked_id', '=', a)]),
      ]),
    )
    .executeTakeFirst();
  return row !== undefined;
}

/** Once per declined request. */
export async function recordReason(db: Db, id: number, reason: string): Promise<boolean> {
  const row = await db
    .updateTable('requests')
    .set({ decline_reason: reason })
    .where('id', '=', id)
    .where('state', '=', 'declined')
    .where('decline_reason', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}
