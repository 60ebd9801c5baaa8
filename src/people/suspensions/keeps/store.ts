import { instant, type Keeps, place } from '../../../platform/privacy/keeps.ts';

export const suspensionKeeps: Keeps = {
  columns: {
    suspensions: { guild_id: place, user_id: 'member', by_id: 'member', reason: 'words', appeal: 'words' },
  },
  /** Staff read it in their channel. */
  async words(db, { guildId, userId }) {
    const rows = await db
      .selectFrom('suspensions')
      .select('appeal')
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .where('appeal', 'is not', null)
      .execute();
    return rows.flatMap(({ appeal }) => appeal ?? []);
  },
  async export(db, { guildId, userId }) {
    const rows = await db
      .selectFrom('suspensions')
      .selectAll()
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .orderBy('id')
      .execute();
    return {
      'times you could not ask and post': rows.map((row) => ({
        from: instant(row.created_at),
        until: instant(row.until_at),
        ended: instant(row.ended_at),
        'your words': row.appeal,
      })),
    };
  },
  /** Whoever is forgotten and comes back begins anew; who did it goes on under an alias. */
  async forget(trx, { guildId, userId, alias }) {
    await trx
      .deleteFrom('suspensions')
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .execute();
    await trx
      .updateTable('suspensions')
      .set({ by_id: alias, reason: '…' })
      .where('guild_id', '=', guildId)
      .where('by_id', '=', userId)
      .execute();
  },
  async erase(trx, guildId, limit) {
    const some = trx.selectFrom('suspensions').select('id').where('guild_id', '=', guildId).limit(limit);
    const gone = await trx.deleteFrom('suspensions').where('id', 'in', some).executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
