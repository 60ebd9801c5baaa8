import { instant, type Keeps, place } from '../../../platform/privacy/keeps.ts';

export const reviewKeeps: Keeps = {
  columns: { peer_reviews: { guild_id: place, user_id: 'member', said: 'words' } },
  async export(db, { guildId, userId }) {
    const rows = await db
      .selectFrom('peer_reviews')
      .selectAll()
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .orderBy('id')
      .execute();
    return {
      'peer reviews': rows.map((row) => ({
        'asked for': instant(row.asked_at),
        'your review': row.said,
        written: instant(row.said_at),
      })),
    };
  },
  /** Whoever swapped with them keeps their own row, with nobody on the other side. */
  async forget(trx, { guildId, userId }) {
    const theirs = trx
      .selectFrom('peer_reviews')
      .select('id')
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId);
    // What was written about a project of theirs is of no use any more.
    await trx
      .updateTable('peer_reviews')
      .set({ other_id: null, matched_at: null, said: null, said_at: null, ended_at: 0 })
      .where('other_id', 'in', theirs)
      .execute();
    await trx
      .updateTable('peer_reviews')
      .set({ other_id: null, matched_at: null, said: null, said_at: null, ended_at: 0 })
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .execute();
    await trx
      .deleteFrom('peer_reviews')
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .execute();
  },
  async detach(trx, guildId) {
    await trx
      .updateTable('peer_reviews')
      .set({ other_id: null, matched_at: null, said: null, said_at: null, ended_at: 0 })
      .where('guild_id', '=', guildId)
      .execute();
  },
  async erase(trx, guildId, limit) {
    const some = trx.selectFrom('peer_reviews').select('id').where('guild_id', '=', guildId).limit(limit);
    const gone = await trx.deleteFrom('peer_reviews').where('id', 'in', some).executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
