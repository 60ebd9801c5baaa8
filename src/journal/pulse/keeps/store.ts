import { code, instant, type Keeps, place } from '../../../platform/privacy/keeps.ts';

export const pulseKeeps: Keeps = {
  columns: {
    team_pulses: { guild_id: place, user_id: 'member', moment: code, answer: code, words: 'words' },
  },
  async export(db, { guildId, userId }) {
    const rows = await db
      .selectFrom('team_pulses')
      .select(['moment', 'answer', 'words', 'said_at'])
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .orderBy('said_at')
      .execute();
    return {
      'what you said of your team': rows.map((row) => ({
        asked: row.moment === 'end' ? 'at the end' : 'halfway',
        'it goes': row.answer,
        'your words': row.words,
        said: instant(row.said_at),
      })),
    };
  },
  async forget(trx, { guildId, userId }) {
    await trx
      .deleteFrom('team_pulses')
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .execute();
  },
  async erase(trx, guildId) {
    const gone = await trx.deleteFrom('team_pulses').where('guild_id', '=', guildId).executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
