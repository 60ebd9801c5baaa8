import { instant, type Keeps, place } from '../../../platform/privacy/keeps.ts';

export const blockKeeps: Keeps = {
  columns: {
    blocks: { guild_id: place, user_id: 'member', blocked_id: 'member' },
  },
  async export(db, { guildId, userId }) {
    const blocked = await db
      .selectFrom('blocks')
      .select('created_at')
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .execute();
    return { 'members you blocked': blocked.map((row) => ({ since: instant(row.created_at) })) };
  },
  /** Both ways: whoever blocked them is rid of them now. */
  async forget(trx, { guildId, userId }) {
    await trx
      .deleteFrom('blocks')
      .where('guild_id', '=', guildId)
      .where((eb) => eb.or([eb('user_id', '=', userId), eb('blocked_id', '=', userId)]))
      .execute();
  },
  async erase(trx, guildId, limit) {
    const some = trx.selectFrom('blocks').select('user_id').where('guild_id', '=', guildId).limit(limit);
    const gone = await trx
      .deleteFrom('blocks')
      .where('guild_id', '=', guildId)
      .where('user_id', 'in', some)
      .executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
