import { code, instant, type Keeps, place } from '../../privacy/keeps.ts';

export const draftKeeps: Keeps = {
  columns: {
    drafts: {
      id: { none: 'made by chance' },
      guild_id: place,
      user_id: 'member',
      kind: code,
      content: 'both',
    },
  },
  async export(db, { guildId, userId }) {
    const drafts = await db
      .selectFrom('drafts')
      .select(['content', 'expires_at'])
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .execute();
    return {
      'what you typed and have not sent yet': drafts.map(({ content, expires_at }) => ({
        typed: content,
        'kept until': instant(expires_at),
      })),
    };
  },
  async forget(trx, { guildId, userId }) {
    await trx
      .deleteFrom('drafts')
      .where('guild_id', '=', guildId)
      .where((eb) => eb.or([eb('user_id', '=', userId), eb('content', 'like', `%${userId}%`)]))
      .execute();
  },
  async erase(trx, guildId, limit) {
    const some = trx.selectFrom('drafts').select('id').where('guild_id', '=', guildId).limit(limit);
    const gone = await trx.deleteFrom('drafts').where('id', 'in', some).executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
