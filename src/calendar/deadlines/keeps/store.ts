import { type Keeps, place } from '../../../platform/privacy/keeps.ts';

/** A cohort's deadline among the server's events: nobody's in particular. */
export const deadlineKeeps: Keeps = {
  columns: { deadline_events: { event_id: place } },
  async erase(trx, guildId) {
    const cohorts = trx.selectFrom('cohorts').select('id').where('guild_id', '=', guildId);
    const gone = await trx.deleteFrom('deadline_events').where('cohort_id', 'in', cohorts).executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
