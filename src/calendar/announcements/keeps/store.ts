import { code, type Holding, instant, type Keeps, place } from '../../../platform/privacy/keeps.ts';

const programmes: Holding = { none: 'said in the name of the programme, to everybody who reads it' };

export const announcementKeeps: Keeps = {
  columns: {
    announcements: {
      guild_id: place,
      author_id: 'member',
      draft_id: { none: 'made by chance' },
      title: programmes,
      body: programmes,
      translation: programmes,
      channel_id: place,
      role_id: place,
      lacking: code,
      state: code,
      told_to: 'member',
      posted_channel_id: place,
      message_id: place,
      reminding: 'member',
      correcting: 'member',
    },
    announcement_receipts: { user_id: 'member', way: code, channel_id: place, message_id: place },
  },
  async export(db, { guildId, userId }) {
    const made = await db
      .selectFrom('announcements')
      .select(['title', 'body', 'created_at'])
      .where('guild_id', '=', guildId)
      .where('author_id', '=', userId)
      .orderBy('id')
      .execute();
    const told = await db
      .selectFrom('announcement_receipts as receipt')
      .innerJoin('announcements', 'announcements.id', 'receipt.announcement_id')
      .select(['receipt.announcement_id as id', 'receipt.way', 'receipt.told_at', 'receipt.read_at'])
      .where('announcements.guild_id', '=', guildId)
      .where('receipt.user_id', '=', userId)
      .orderBy('receipt.announcement_id')
      .execute();
    return {
      'announcements you made': made.map((row) => ({
        title: row.title,
        text: row.body,
        at: instant(row.created_at),
      })),
      'announcements you were told of or have read': told.map((row) => ({
        number: row.id,
        way: row.way,
        told: instant(row.told_at),
        read: instant(row.read_at),
      })),
    };
  },
  /** Announcements are the programme's: they stay, without saying who made them. */
  async forget(trx, { guildId, userId, alias }) {
    const here = trx.selectFrom('announcements').select('id').where('guild_id', '=', guildId);
    await trx
      .deleteFrom('announcement_receipts')
      .where('user_id', '=', userId)
      .where('announcement_id', 'in', here)
      .execute();
    await trx
      .updateTable('announcements')
      .set({ author_id: alias })
      .where('guild_id', '=', guildId)
      .where('author_id', '=', userId)
      .execute();
    // It goes on behind whom it was told last: from the beginning, where nobody is told twice.
    for (const cursor of ['told_to', 'reminding'] as const)
      await trx
        .updateTable('announcements')
        .set({ [cursor]: '' })
        .where('guild_id', '=', guildId)
        .where(cursor, '=', userId)
        .execute();
  },
  async erase(trx, guildId, limit) {
    const some = trx
      .selectFrom('announcement_receipts')
      .innerJoin('announcements', 'announcements.id', 'announcement_receipts.announcement_id')
      .select('announcement_receipts.user_id')
      .where('announcements.guild_id', '=', guildId)
      .limit(limit);
    const here = trx.selectFrom('announcements').select('id').where('guild_id', '=', guildId);
    const receipts = await trx
      .deleteFrom('announcement_receipts')
      .where('announcement_id', 'in', here)
      .where('user_id', 'in', some)
      .executeTakeFirst();
    if (receipts.numDeletedRows > 0n) return Number(receipts.numDeletedRows);
    const gone = await trx.deleteFrom('announcements').where('guild_id', '=', guildId).executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
