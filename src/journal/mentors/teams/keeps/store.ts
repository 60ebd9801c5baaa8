import { instant, type Keeps } from '../../../../platform/privacy/keeps.ts';

export const teamMentorKeeps: Keeps = {
  columns: {
    team_mentors: { user_id: 'member', agreed_by: 'member' },
  },
  async export(db, { guildId, userId }) {
    const rows = await db
      .selectFrom('team_mentors')
      .innerJoin('teams', 'teams.id', 'team_mentors.team_id')
      .select(['team_mentors.asked_at', 'team_mentors.agreed_at'])
      .where('teams.guild_id', '=', guildId)
      .where('team_mentors.user_id', '=', userId)
      .execute();
    return {
      'teams you look after': rows.map((row) => ({
        offered: instant(row.asked_at),
        'agreed since': instant(row.agreed_at),
      })),
    };
  },
  async forget(trx, { guildId, userId }) {
    const teams = trx.selectFrom('teams').select('id').where('guild_id', '=', guildId);
    await trx
      .deleteFrom('team_mentors')
      .where('user_id', '=', userId)
      .where('team_id', 'in', teams)
      .execute();
    await trx
      .updateTable('team_mentors')
      .set({ agreed_by: null })
      .where('agreed_by', '=', userId)
      .where('team_id', 'in', teams)
      .execute();
  },
  async erase(trx, guildId) {
    const teams = trx.selectFrom('teams').select('id').where('guild_id', '=', guildId);
    const mentors = await trx.deleteFrom('team_mentors').where('team_id', 'in', teams).executeTakeFirst();
    return Number(mentors.numDeletedRows);
  },
};
