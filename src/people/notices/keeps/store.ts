import { code, instant, type Keeps, place } from '../../../platform/privacy/keeps.ts';

export const noticeKeeps: Keeps = {
  columns: {
    notices: { guild_id: place, user_id: 'member', key: code, params: 'both', subject: 'both' },
  },
  async export(db, { guildId, userId }) {
    const lines = await db
      .selectFrom('notices')
      .select(['key', 'created_at'])
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .orderBy('id')
      .execute();
    return {
      'lines that wait for you': lines.map(({ key, created_at }) => ({
        about: key,
        since: instant(created_at),
      })),
    };
  },
  /** Theirs, and the lines to others that name them or what was theirs. */
  async forget(trx, { guildId, userId, words }) {
    const named = [userId, ...words.map((word) => JSON.stringify(word))];
    await trx
      .deleteFrom('notices')
      .where('guild_id', '=', guildId)
      .where((eb) =>
        eb.or([
          eb('user_id', '=', userId),
          eb('subject', 'like', `%:${userId}`),
          ...named.map((name) => eb('params', 'like', `%${name}%`)),
        ]),
      )
      .execute();
  },
  async erase(trx, guildId, limit) {
    const some = trx.selectFrom('notices').select('id').where('guild_id', '=', guildId).limit(limit);
    const gone = await trx.deleteFrom('notices').where('id', 'in', some).executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
