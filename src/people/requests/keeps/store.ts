import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { code, instant, type Keeps, place } from '../../../platform/privacy/keeps.ts';

export const requestKeeps: Keeps = {
  columns: {
    requests: {
      guild_id: place,
      kind: code,
      once_key: 'member',
      sender_id: 'member',
      note: 'words',
      state: code,
      reason: code,
      about_id: 'member',
      old_kind: code,
    },
    request_answers: { user_id: 'member', answer: code, reason: 'words' },
    request_messages: { channel_id: place, message_id: place, user_id: 'member' },
  },
  async export(db, { guildId, userId }) {
    const sent = await db
      .selectFrom('requests')
      .select(['kind', 'note', 'state', 'created_at', 'ended_at'])
      .where('guild_id', '=', guildId)
      .where('sender_id', '=', userId)
      .orderBy('id')
      .execute();
    const asked = await db
      .selectFrom('request_answers')
      .innerJoin('requests', 'requests.id', 'request_answers.request_id')
      .select(['kind', 'state', 'created_at', 'answer', 'answered_at', 'request_answers.reason'])
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .orderBy('requests.id')
      .execute();
    return {
      'requests you sent': sent.map((row) => ({
        kind: row.kind,
        'your words': row.note,
        state: row.state,
        sent: instant(row.created_at),
        ended: instant(row.ended_at),
      })),
      'requests you were asked': asked.map((row) => ({
        kind: row.kind,
        state: row.state,
        asked: instant(row.created_at),
        'your answer': row.answer,
        answered: instant(row.answered_at),
        'your words': row.reason,
      })),
    };
  },
  /** Who was asked by them, or asked them, keeps that it was so. */
  async forget(trx, { guildId, userId, alias }) {
    await trx
      .updateTable('request_answers')
      .set({ user_id: alias, reason: null })
      .where('user_id', '=', userId)
      .where('request_id', 'in', of(trx, guildId))
      .execute();
    await trx
      .deleteFrom('request_messages')
      .where('user_id', '=', userId)
      .where('request_id', 'in', of(trx, guildId))
      .execute();
    const renamed = sql<string>`replace(once_key, ${userId}, ${alias})`;
    const rows = trx.updateTable('requests').where('guild_id', '=', guildId);
    await rows.set({ about_id: alias }).where('about_id', '=', userId).execute();
    await rows.set({ once_key: renamed }).where('once_key', 'like', `%:${userId}%`).execute();
    await rows.set({ sender_id: alias, note: null }).where('sender_id', '=', userId).execute();
  },
  async detach(trx, guildId) {
    await trx
      .updateTable('requests')
      .set({ project_id: null, team_id: null, pair_id: null })
      .where('guild_id', '=', guildId)
      .execute();
  },
  async erase(trx, guildId, limit) {
    const some = of(trx, guildId).limit(limit);
    await trx.deleteFrom('request_messages').where('request_id', 'in', some).execute();
    await trx.deleteFrom('request_answers').where('request_id', 'in', some).execute();
    const gone = await trx.deleteFrom('requests').where('id', 'in', some).executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};

function of(trx: Db, guildId: string) {
  return trx.selectFrom('requests').select('id').where('guild_id', '=', guildId);
}
