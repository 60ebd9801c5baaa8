import { instant, type Keeps, moment, place } from '../../../platform/privacy/keeps.ts';

export const pingKeeps: Keeps = {
  columns: { pings: { guild_id: place, user_id: 'member', day: moment } },
  async export(db, { guildId, userId }) {
    const pings = await db
      .selectFrom('pings')
      .select('at')
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .orderBy('at')
      .execute();
    return { 'when Nexus pinged you unasked': pings.map(({ at }) => ({ at: instant(at) })) };
  },
  async forget(trx, { guildId, userId }) {
    await trx.deleteFrom('pings').where('guild_id', '=', guildId).where('user_id', '=', userId).execute();
  },
  async erase(trx, guildId, limit) {
    const some = trx.selectFrom('pings').select('user_id').where('guild_id', '=', guildId).limit(limit);
    const gone = await trx
      .deleteFrom('pings')
      .where('guild_id', '=', guildId)
      .where('user_id', 'in', some)
      .executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
