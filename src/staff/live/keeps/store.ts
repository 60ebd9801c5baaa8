import { code, type Keeps, place } from '../../../platform/privacy/keeps.ts';

/** Numbers of a cohort: nobody's in particular. */
export const statusCardKeeps: Keeps = {
  columns: { status_cards: { guild_id: place, seen: code, channel_id: place, message_id: place } },
  async erase(trx, guildId) {
    const gone = await trx.deleteFrom('status_cards').where('guild_id', '=', guildId).executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
