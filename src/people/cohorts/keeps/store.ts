import { code, instant, type Keeps, moment, place } from '../../../platform/privacy/keeps.ts';

export const cohortKeeps: Keeps = {
  columns: {
    cohorts: {
      guild_id: place,
      name: { none: 'what staff call a cohort' },
      name_key: { none: 'what staff call a cohort' },
      start_date: moment,
      deadline_date: moment,
      timezone: moment,
      weights: { none: 'numbers that staff set' },
      start_channel_id: place,
      start_message_id: place,
    },
    cohort_members: { user_id: 'member', track: code },
    cohort_mentors: { user_id: 'member', confirmed_by: 'member' },
  },
  async export(db, { guildId, userId }) {
    const learns = await db
      .selectFrom('cohort_members')
      .innerJoin('cohorts', 'cohorts.id', 'cohort_members.cohort_id')
      .select(['name', 'joined_at', 'track', 'documentation_only', 'teams_taken'])
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .orderBy('joined_at')
      .execute();
    const mentors = await db
      .selectFrom('cohort_mentors')
      .innerJoin('cohorts', 'cohorts.id', 'cohort_mentors.cohort_id')
      .select(['name', 'asked_at', 'confirmed_at'])
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .orderBy('asked_at')
      .execute();
    return {
      'cohorts you are in': learns.map((row) => ({
        cohort: row.name,
        since: instant(row.joined_at),
        'side in this cohort': row.track,
        'documentation only': row.documentation_only === 1,
        teams: row.teams_taken,
      })),
      'cohorts you mentor': mentors.map((row) => ({
        cohort: row.name,
        offered: instant(row.asked_at),
        confirmed: instant(row.confirmed_at),
      })),
    };
  },
  /** They have left the cohorts that run; those of before keep their numbers. */
  async forget(trx, { guildId, userId, alias }) {
    const cohorts = trx.selectFrom('cohorts').select('id').where('guild_id', '=', guildId);
    await trx
      .updateTable('cohort_members')
      .set({ user_id: alias })
      .where('user_id', '=', userId)
      .where('cohort_id', 'in', cohorts)
      .execute();
    await trx
      .deleteFrom('cohort_mentors')
      .where('user_id', '=', userId)
      .where('cohort_id', 'in', cohorts)
      .execute();
    await trx
      .updateTable('cohort_mentors')
      .set({ confirmed_by: alias })
      .where('confirmed_by', '=', userId)
      .where('cohort_id', 'in', cohorts)
      .execute();
  },
  async erase(trx, guildId, limit) {
    const cohorts = trx.selectFrom('cohorts').select('id').where('guild_id', '=', guildId);
    const learners = trx
      .selectFrom('cohort_members')
      .select('user_id')
      .where('cohort_id', 'in', cohorts)
      .limit(limit);
    const members = await trx
      .deleteFrom('cohort_members')
      .where('cohort_id', 'in', cohorts)
      .where('user_id', 'in', learners)
      .executeTakeFirst();
    const mentors = await trx
      .deleteFrom('cohort_mentors')
      .where('cohort_id', 'in', cohorts)
      .executeTakeFirst();
    const count = Number(members.numDeletedRows) + Number(mentors.numDeletedRows);
    if (count > 0) return count;
    const gone = await trx.deleteFrom('cohorts').where('guild_id', '=', guildId).executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
