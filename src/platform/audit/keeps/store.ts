import { code, instant, type Keeps, place } from '../../privacy/keeps.ts';

export const auditKeeps: Keeps = {
  columns: {
    audit: {
      guild_id: place,
      actor_id: 'member',
      action: code,
      member_id: 'member',
      object: { none: 'a kind and the number of a row' },
      details: { none: 'codes of ours, ids of places, dates and numbers' },
      words: 'words',
    },
  },
  async export(db, { guildId, userId }) {
    const rows = await db
      .selectFrom('audit')
      .select(['action', 'at', 'actor_id', 'words'])
      .where('guild_id', '=', guildId)
      .where((eb) => eb.or([eb('actor_id', '=', userId), eb('member_id', '=', userId)]))
      .orderBy('id')
      .execute();
    const entry = ({ action, at }: { action: string; at: number }) => ({ what: action, at: instant(at) });
    return {
      'what you did as staff': rows
        .filter((row) => row.actor_id === userId)
        .map((row) => ({ ...entry(row), 'your words': row.words })),
      'what staff did about you': rows.filter((row) => row.actor_id !== userId).map(entry),
    };
  },
  /** That it was done stays: other members of staff answer for it too. */
  async forget(trx, { guildId, userId, alias }) {
    for (const column of ['actor_id', 'member_id'] as const)
      await trx
        .updateTable('audit')
        .set({ [column]: alias, words: null })
        .where('guild_id', '=', guildId)
        .where(column, '=', userId)
        .execute();
  },
  async erase(trx, guildId, limit) {
    const some = trx.selectFrom('audit').select('id').where('guild_id', '=', guildId).limit(limit);
    const gone = await trx.deleteFrom('audit').where('id', 'in', some).executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
