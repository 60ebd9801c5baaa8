import { sql } from 'kysely';
import type { Barrier } from '../../platform/database/barriers.ts';
import type { Db } from '../../platform/database/index.ts';
import type { Known } from './rules.ts';

export async function findKnown(db: Db, guildId: string, userIds: readonly string[]): Promise<Known[]> {
  if (userIds.length === 0) return [];
  return await db
    .selectFrom('members')
    .select(['user_id as userId', 'gone_at as goneAt', 'present_at as presentAt'])
    .where('guild_id', '=', guildId)
    .where('user_id', 'in', userIds)
    .execute();
}

/** Ids of the servers the bot was ever used in. */
export async function findGuildIds(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('communities').select('guild_id').execute();
  return rows.map((row) => row.guild_id);
}

/** Who of them is known to have left. */
export const goneBarrier: Barrier = {
  reason: 'gone',
  sql: ({ guildId, userIds }) => sql`
    select user_id from members
    where guild_id = ${guildId} and user_id in (${sql.join(userIds)}) and gone_at is not null`,
};
