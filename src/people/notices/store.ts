import { type Db, prepared } from '../../platform/database/index.ts';

/** A waiting line. */
export interface Notice {
  readonly id: number;
  readonly guildId: string;
  readonly userId: string;
  readonly key: string;
  /** JSON of what its text takes. */
  readonly params: string;
  readonly subject: string | null;
  /** How often the same was left before it was read. */
  readonly times: number;
  /** ms UTC. */
  readonly createdAt: number;
}

export async function insertNotice(
  db: Db,
  notice: {
    guild_id: string;
    user_id: string;
    key: string;
    params: string;
    subject: string | null;
    created_at: number;
  },
): Promise<void> {
  await db
    .insertInto('notices')
    .values(notice)
    .onConflict((clash) =>
      clash
        .columns(['guild_id', 'user_id', 'subject', 'key'])
        .where('subject', 'is not', null)
        .doUpdateSet((eb) => ({
          params: notice.params,
          created_at: notice.created_at,
          times: eb('notices.times', '+', 1),
        })),
    )
    .execute();
}

const oneNotice = prepared((db, guildId: string, userId: string) =>
  db
    .selectFrom('notices')
    .select('id')
    .where('guild_id', '=', guildId)
    .where('user_id', '=', userId)
    .limit(1),
);

export async function hasNotices(db: Db, guildId: string, userId: string): Promise<boolean> {
  return (await oneNotice(db, guildId, userId)).length > 0;
}

/** The oldest first. */
export async function findNotices(db: Db, guildId: string, userId: string): Promise<Notice[]> {
  return await db
    .selectFrom('notices')
    .select([
      'id',
      'guild_id as guildId',
      'user_id as userId',
      'key',
      'params',
      'subject',
      'times',
      'created_at as createdAt',
    ])
    .where('guild_id', '=', guildId)
    .where('user_id', '=', userId)
    .orderBy('id')
    .execute();
}

/** Takes lines out; returns those that were still there: each is given to one caller. */
export async function dropNotices(trx: Db, ids: readonly number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const gone = await trx.deleteFrom('notices').where('id', 'in', ids).returning('id').execute();
  return gone.map(({ id }) => id);
}
