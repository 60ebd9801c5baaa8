import { instant, type Keeps, place } from '../../../platform/privacy/keeps.ts';

export const checkInKeeps: Keeps = {
  columns: { checkins: { guild_id: place, user_id: 'member', plan: 'words' } },
  async export(db, { guildId, userId }) {
    const rows = await db
      .selectFrom('checkins')
      .select(['week', 'plan', 'created_at', 'changed_at'])
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .orderBy('created_at')
      .execute();
    return {
      'check-ins': rows.map((row) => ({
        week: row.week,
        plan: row.plan,
        written: instant(row.created_at),
        changed: instant(row.changed_at),
      })),
    };
  },
  async forget(trx, { guildId, userId }) {
    await trx.deleteFrom('checkins').where('guild_id', '=', guildId).where('user_id', '=', userId).execute();
  },
  async erase(trx, guildId) {
    const gone = await trx.deleteFrom('checkins').where('guild_id', '=', guildId).executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
