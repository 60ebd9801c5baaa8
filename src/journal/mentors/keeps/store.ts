import { type Keeps, place } from '../../../platform/privacy/keeps.ts';

export const mentorKeeps: Keeps = {
  columns: {
    mentor_lists: { guild_id: place, channel_id: place, message_id: place },
    mentor_calls: { guild_id: place },
  },
  async erase(trx, guildId) {
    const calls = await trx.deleteFrom('mentor_calls').where('guild_id', '=', guildId).executeTakeFirst();
    const lists = await trx.deleteFrom('mentor_lists').where('guild_id', '=', guildId).executeTakeFirst();
    return Number(calls.numDeletedRows + lists.numDeletedRows);
  },
};
