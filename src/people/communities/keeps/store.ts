import { code, type Keeps, moment, place } from '../../../platform/privacy/keeps.ts';

/** A server's settings: nobody's in particular. */
export const communityKeeps: Keeps = {
  columns: {
    communities: {
      guild_id: place,
      language: code,
      timezone: moment,
      projects_channel_id: place,
      announcements_channel_id: place,
      mentors_channel_id: place,
      staff_channel_id: place,
      staff_role_id: place,
      mentor_role_id: place,
      backend_role_id: place,
      frontend_role_id: place,
    },
  },
  async erase(trx, guildId) {
    const gone = await trx.deleteFrom('communities').where('guild_id', '=', guildId).executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
