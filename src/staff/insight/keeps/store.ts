import { code, type Keeps, place } from '../../../platform/privacy/keeps.ts';

export const overviewKeeps: Keeps = {
  columns: {
    status_cards: { guild_id: place, channel_id: place, message_id: place, drawn: code },
  },
  async erase(trx, guildId) {
    const gone = await trx.deleteFrom('status_cards').where('guild_id', '=', guildId).executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
