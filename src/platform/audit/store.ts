import type { Selectable } from 'kysely';
import type { Db, Schema } from '../database/index.ts';

export type AuditRow = Selectable<Schema['audit']>;

export async function insertAct(trx: Db, row: Omit<AuditRow, 'id'>): Promise<void> {
  await trx.insertInto('audit').values(row).execute();
}

/** What staff did, newest first; of one member: what was done about them and by them. `before`: an id. */
export async function findActs(
  db: Db,
  guildId: string,
  { memberId, before, limit }: { memberId?: string | undefined; before?: number | undefined; limit: number },
): Promise<AuditRow[]> {
  let query = db.selectFrom('audit').selectAll().where('guild_id', '=', guildId);
  if (memberId !== undefined)
    query = query.where((eb) => eb.or([eb('member_id', '=', memberId), eb('actor_id', '=', memberId)]));
  if (before !== undefined) query = query.where('id', '<', before);
  return await query.orderBy('id', 'desc').limit(limit).execute();
}
