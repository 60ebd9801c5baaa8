import { code, instant, type Keeps, place } from '../../../platform/privacy/keeps.ts';

export const learningKeeps: Keeps = {
  columns: { learnings: { guild_id: place, user_id: 'member', kind: code, text: 'words' } },
  async export(db, { guildId, userId }) {
    const rows = await db
      .selectFrom('learnings')
      .selectAll()
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .orderBy('id')
      .execute();
    return {
      learnings: rows.map((row) => ({
        kind: row.kind,
        text: row.text,
        week: row.week,
        'shared since': instant(row.shared_at),
        written: instant(row.created_at),
      })),
    };
  },
  async forget(trx, { guildId, userId }) {
    await trx.deleteFrom('learnings').where('guild_id', '=', guildId).where('user_id', '=', userId).execute();
  },
  async erase(trx, guildId, limit) {
    const some = trx.selectFrom('learnings').select('id').where('guild_id', '=', guildId).limit(limit);
    const gone = await trx.deleteFrom('learnings').where('id', 'in', some).executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
