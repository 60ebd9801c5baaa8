import type { Insertable, Selectable } from 'kysely';
import { type Db, prepared } from '../../platform/database/index.ts';
import type { CommunityTable } from './tables.ts';

export type CommunityRow = Selectable<CommunityTable>;

const communityOf = prepared((db, guildId: string) =>
  db.selectFrom('communities').selectAll().where('guild_id', '=', guildId),
);

export async function findCommunity(db: Db, guildId: string): Promise<CommunityRow | undefined> {
  return (await communityOf(db, guildId))[0];
}

/** The server's settings; a server seen for the first time gets its row. */
export async function ensureCommunity(db: Db, guildId: string, now: number): Promise<CommunityRow> {
  const values: Insertable<CommunityTable> = { guild_id: guildId, created_at: now };
  await db
    .insertInto('communities')
    .values(values)
    .onConflict((clash) => clash.doNothing())
    .execute();
  return await db
    .selectFrom('communities')
    .selectAll()
    .where('guild_id', '=', guildId)
    .executeTakeFirstOrThrow();
}

export async function updateCommunity(
  db: Db,
  guildId: string,
  changes: Partial<Omit<CommunityRow, 'guild_id' | 'created_at'>>,
): Promise<void> {
  await db.updateTable('communities').set(changes).where('guild_id', '=', guildId).execute();
}
