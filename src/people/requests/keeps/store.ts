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
  /** Of requests they sent, are asked for, or that are about a project of theirs: all say its title. */
  async messages(db, { guildId, userId }) {
    const projects = db
      .selectFrom('projects')
      .select('id')
      .where('guild_id', '=', guildId)
      .where('owner_id', '=', userId);
    const requests = of(db, guildId).where((eb) =>
      eb.or([eb('sender_id', '=', userId), eb('project_id', 'in', projects)]),
    );
    const standing = await db
      .selectFrom('request_messages')
      .select(['channel_id', 'message_id'])
      .where('request_id', 'in', of(db, guildId))
      .where((eb) => eb.or([eb('user_id', '=', userId), eb('request_id', 'in', requests)]))
      .execute();
    const nudges = await db
      .selectFrom('outbox')
      .select(['channel_id', 'message_id'])
      .where('guild_id', '=', guildId)
      .where('kind', '=', 'request-nudge')
      .where('subject', 'in', requests.clearSelect().select(sql<string>`cast(id as text)`.as('id')))
      .execute();
    const goes = [...standing, ...nudges].flatMap(({ channel_id: channelId, message_id: messageId }) =>
      channelId === null || messageId === null ? [] : [{ channelId, messageId }],
    );
    // One message to both of a suggestion, or about somebody else: the others keep it.
    const asked = db.selectFrom('request_answers').select('request_id').where('user_id', '=', userId);
    const about = of(db, guildId).where('about_id', '=', userId);
    const shared = await db
      .selectFrom('request_messages')
      .select(['channel_id as channelId', 'message_id as messageId'])
      .where('request_id', 'in', of(db, guildId))
      .where((eb) => eb.or([eb('request_id', 'in', asked), eb('request_id', 'in', about)]))
      .execute();
    const gone = new Set(goes.map(({ messageId }) => messageId));
    const stays = shared.filter(({ messageId }) => !gone.has(messageId));
    return [...goes, ...stays.map((message) => ({ ...message, without: userId }))];
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
