import { sql } from 'kysely';
import { instant, type Keeps, place } from '../../../platform/privacy/keeps.ts';

export const progressKeeps: Keeps = {
  columns: {
    progress_entries: {
      guild_id: place,
      user_id: 'member',
      text: 'words',
      channel_id: place,
      message_id: place,
    },
  },
  async messages(db, { guildId, userId }) {
    const own = db
      .selectFrom('progress_entries')
      .select(sql<string>`cast(id as text)`.as('id'))
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId);
    // Posted to the team, then shown to everybody: two messages of one entry.
    const rows = await db
      .selectFrom('outbox')
      .select(['channel_id as channelId', 'message_id as messageId'])
      .where('kind', '=', 'progress')
      .where('subject', 'in', own)
      .where('message_id', 'is not', null)
      .execute();
    return rows.flatMap(({ channelId, messageId }) =>
      channelId === null || messageId === null ? [] : [{ channelId, messageId }],
    );
  },
  async export(db, { guildId, userId }) {
    const rows = await db
      .selectFrom('progress_entries')
      .select(['text', 'minutes', 'public_at', 'created_at'])
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .orderBy('id')
      .execute();
    return {
      progress: rows.map((row) => ({
        text: row.text,
        minutes: row.minutes,
        'public since': instant(row.public_at),
        written: instant(row.created_at),
      })),
    };
  },
  async forget(trx, { guildId, userId }) {
    await trx
      .deleteFrom('progress_entries')
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .execute();
  },
  async erase(trx, guildId, limit) {
    const some = trx.selectFrom('progress_entries').select('id').where('guild_id', '=', guildId).limit(limit);
    const gone = await trx.deleteFrom('progress_entries').where('id', 'in', some).executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
