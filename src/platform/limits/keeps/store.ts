import { instant, type Keeps, place } from '../../privacy/keeps.ts';

export const limitKeeps: Keeps = {
  columns: { uses: { guild_id: place, user_id: 'member', what: 'member' } },
  async export(db, { guildId, userId }) {
    const uses = await db
      .selectFrom('uses')
      .select(['what', 'used_at'])
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .orderBy('id')
      .execute();
    return {
      'what is counted for a day, so that nobody does it too often': uses.map(({ what, used_at }) => ({
        // Of requests it says whom they went to.
        what: what.split(':')[0] ?? '',
        at: instant(used_at),
      })),
    };
  },
  async forget(trx, { guildId, userId }) {
    await trx
      .deleteFrom('uses')
      .where('guild_id', '=', guildId)
      .where((eb) => eb.or([eb('user_id', '=', userId), eb('what', 'like', `%:${userId}`)]))
      .execute();
  },
  async erase(trx, guildId, limit) {
    const some = trx.selectFrom('uses').select('user_id').where('guild_id', '=', guildId).limit(limit);
    const gone = await trx
      .deleteFrom('uses')
      .where('guild_id', '=', guildId)
      .where('user_id', 'in', some)
      .executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
