import type { Selectable } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import type { ErasureTable } from './tables.ts';

export type Erasure = Selectable<ErasureTable>;

/** False when it is known, or the same waits to be done. */
export async function insertErasure(
  trx: Db,
  erasure: Pick<Erasure, 'id' | 'kind' | 'guild_id' | 'user_id' | 'due_at'> & { done_at?: number },
): Promise<boolean> {
  const row = await trx
    .insertInto('erasures')
    .values({ cleared_at: null, done_at: null, ...erasure })
    .onConflict((clash) => clash.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function findDue(db: Db, now: number, limit: number): Promise<Erasure[]> {
  return await db
    .selectFrom('erasures')
    .selectAll()
    .where('done_at', 'is', null)
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .limit(limit)
    .execute();
}

export async function findKnown(db: Db): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('erasures').select('id').execute();
  return new Set(rows.map(({ id }) => id));
}

export async function markCleared(trx: Db, id: string, now: number): Promise<void> {
  await trx.updateTable('erasures').set({ cleared_at: now }).where('id', '=', id).execute();
}

/** It names nobody from now on. `guildId`: whose members in memory are read anew. */
export async function markDone(trx: Db, id: string, guildId: string | null, now: number): Promise<void> {
  await trx
    .updateTable('erasures')
    .set({ user_id: null, guild_id: guildId, done_at: now })
    .where('id', '=', id)
    .execute();
}

/** The server is there again: it is not erased. */
export async function deleteOpenOfServer(trx: Db, guildId: string): Promise<void> {
  await trx
    .deleteFrom('erasures')
    .where('kind', '=', 'server')
    .where('guild_id', '=', guildId)
    .where('cleared_at', 'is', null)
    .where('done_at', 'is', null)
    .execute();
}

/** Since when Discord is to delete what it has not deleted yet; undefined: all is deleted. */
export async function waitingSince(db: Db, id: string): Promise<number | undefined> {
  const row = await db
    .selectFrom('outbox')
    .select('created_at')
    .where('state', 'in', ['pending', 'sending', 'doubt'])
    .where('kind', '=', 'privacy-message')
    .where('subject', '=', id)
    .orderBy('created_at')
    .limit(1)
    .executeTakeFirst();
  return row?.created_at;
}

export async function findServers(db: Db, userId?: string): Promise<string[]> {
  if (userId === undefined) {
    const all = await db.selectFrom('communities').select('guild_id').execute();
    return all.map((row) => row.guild_id);
  }
  const rows = await db.selectFrom('members').select('guild_id').where('user_id', '=', userId).execute();
  return rows.map((row) => row.guild_id);
}

/** Members after one, in the order of their ids: each once. */
export async function findMemberIds(db: Db, after: string, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('members')
    .select('user_id')
    .distinct()
    .where('user_id', '>', after)
    .orderBy('user_id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.user_id);
}

/** Who left a server before an instant (ms) and is not being forgotten yet. */
export async function findLongGone(
  db: Db,
  before: number,
  limit: number,
): Promise<{ guildId: string; userId: string }[]> {
  return await db
    .selectFrom('members')
    .select(['guild_id as guildId', 'user_id as userId'])
    .where('gone_at', '<', before)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('erasures')
            .select('id')
            .whereRef('erasures.guild_id', '=', 'members.guild_id')
            .whereRef('erasures.user_id', '=', 'members.user_id')
            .where('done_at', 'is', null),
        ),
      ),
    )
    .limit(limit)
    .execute();
}

/** What is noted of a server's members who were forgotten names the server no more. */
export async function eraseErasures(trx: Db, guildId: string): Promise<number> {
  const changed = await trx
    .updateTable('erasures')
    .set({ guild_id: null, user_id: null, done_at: 0 })
    .where('guild_id', '=', guildId)
    .where('kind', '=', 'member')
    .executeTakeFirst();
  return Number(changed.numUpdatedRows);
}
