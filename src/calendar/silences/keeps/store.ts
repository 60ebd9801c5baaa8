import { code, instant, type Keeps, place } from '../../../platform/privacy/keeps.ts';

export const silenceKeeps: Keeps = {
  columns: { silences: { guild_id: place, user_id: 'member', state: code, via: code } },
  async export(db, { guildId, userId }) {
    const asked = await db
      .selectFrom('silences')
      .select(['team_id', 'quiet_since', 'asked_at', 'state', 'ended_at'])
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .orderBy('id')
      .execute();
    return {
      'when you were asked whether all is well': asked.map((row) => ({
        team: row.team_id,
        'quiet since': instant(row.quiet_since),
        asked: instant(row.asked_at),
        state: row.state,
        ended: instant(row.ended_at),
      })),
    };
  },
  /** That a team waited for somebody stays: its partners' places came of it. */
  async forget(trx, { guildId, userId, alias }) {
    await trx
      .updateTable('silences')
      .set({ user_id: alias })
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .execute();
  },
  async erase(trx, guildId, limit) {
    const some = trx.selectFrom('silences').select('id').where('guild_id', '=', guildId).limit(limit);
    const gone = await trx.deleteFrom('silences').where('id', 'in', some).executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
