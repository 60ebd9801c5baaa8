import { type Db, prepared } from '../../database/index.ts';

/** How many threads are open in a server, as far as is known. */
export interface Room {
  readonly total: number;
  /** From here on others are archived first. */
  readonly ceiling: number;
  /** When Discord was asked last (ms UTC); 0: it is to be asked again. */
  readonly countedAt: number;
}

const roomOf = prepared((db, guildId: string) =>
  db
    .selectFrom('active_threads')
    .select(['total', 'ceiling', 'counted_at as countedAt'])
    .where('guild_id', '=', guildId),
);

export async function findRoom(db: Db, guildId: string): Promise<Room | undefined> {
  return (await roomOf(db, guildId))[0];
}

export async function saveRoom(trx: Db, guildId: string, { total, ceiling, countedAt }: Room): Promise<void> {
  const counted = { total, ceiling, counted_at: countedAt };
  await trx
    .insertInto('active_threads')
    .values({ guild_id: guildId, ...counted })
    .onConflict((conflict) => conflict.column('guild_id').doUpdateSet(counted))
    .execute();
}

const moreThreads = prepared((db, guildId: string, more: number) =>
  db
    .updateTable('active_threads')
    .set(({ eb }) => ({ total: eb('total', '+', more) }))
    .where('guild_id', '=', guildId),
);

/** So many more are open, or fewer. */
export async function addThreads(trx: Db, guildId: string, more: number): Promise<void> {
  await moreThreads(trx, guildId, more);
}
