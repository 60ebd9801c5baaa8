import { type Selectable, sql } from 'kysely';
import type { Barrier } from '../../platform/database/barriers.ts';
import { type Db, prepared } from '../../platform/database/index.ts';
import type { Suspension } from './rules.ts';
import type { SuspensionTable } from './tables.ts';

function suspensionOf(row: Selectable<SuspensionTable>): Suspension {
  return {
    id: row.id,
    guildId: row.guild_id,
    userId: row.user_id,
    byId: row.by_id,
    reason: row.reason,
    createdAt: row.created_at,
    untilAt: row.until_at,
    endedAt: row.ended_at,
    appeal: row.appeal,
    answeredAt: row.answered_at,
  };
}

const openOf = prepared((db, guildId: string, userId: string) =>
  db
    .selectFrom('suspensions')
    .selectAll()
    .where('guild_id', '=', guildId)
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null),
);

export async function findOpen(db: Db, guildId: string, userId: string): Promise<Suspension | undefined> {
  const [row] = await openOf(db, guildId, userId);
  return row === undefined ? undefined : suspensionOf(row);
}

export async function findSuspension(db: Db, id: number): Promise<Suspension | undefined> {
  const row = await db.selectFrom('suspensions').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : suspensionOf(row);
}

/** Newest first. */
export async function findAll(db: Db, guildId: string, userId: string): Promise<Suspension[]> {
  const rows = await db
    .selectFrom('suspensions')
    .selectAll()
    .where('guild_id', '=', guildId)
    .where('user_id', '=', userId)
    .orderBy('id', 'desc')
    .limit(10)
    .execute();
  return rows.map(suspensionOf);
}

export async function findDue(db: Db, now: number, limit: number): Promise<Suspension[]> {
  const rows = await db
    .selectFrom('suspensions')
    .selectAll()
    .where('ended_at', 'is', null)
    .where('until_at', '<=', now)
    .orderBy('until_at')
    .limit(limit)
    .execute();
  return rows.map(suspensionOf);
}

export async function insertSuspension(
  trx: Db,
  made: Pick<Suspension, 'guildId' | 'userId' | 'byId' | 'reason' | 'untilAt'>,
  now: number,
): Promise<Suspension> {
  const row = await trx
    .insertInto('suspensions')
    .values({
      guild_id: made.guildId,
      user_id: made.userId,
      by_id: made.byId,
      reason: made.reason,
      until_at: made.untilAt,
      created_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return suspensionOf(row);
}

/** Undefined when it had ended. */
export async function endSuspension(trx: Db, id: number, now: number): Promise<Suspension | undefined> {
  const row = await trx
    .updateTable('suspensions')
    .set({ ended_at: now })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : suspensionOf(row);
}

/** False when they have asked before, or it has ended. */
export async function noteAppeal(trx: Db, id: number, words: string, now: number): Promise<boolean> {
  const noted = await trx
    .updateTable('suspensions')
    .set({ appeal: words, appealed_at: now })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .where('appealed_at', 'is', null)
    .executeTakeFirst();
  return noted.numUpdatedRows === 1n;
}

/** False when staff have answered, or it has ended. */
export async function noteAnswer(trx: Db, id: number, now: number): Promise<boolean> {
  const noted = await trx
    .updateTable('suspensions')
    .set({ answered_at: now })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .where('answered_at', 'is', null)
    .executeTakeFirst();
  return noted.numUpdatedRows === 1n;
}

/** Who of them may not ask and answer. */
export const suspensionBarrier: Barrier = {
  reason: 'suspended',
  sql: ({ guildId, userIds }) => sql`
    select user_id from suspensions
    where guild_id = ${guildId} and user_id in (${sql.join(userIds)}) and ended_at is null`,
};
