import { code, instant, type Keeps, moment, place } from '../../../platform/privacy/keeps.ts';
import { NONE } from '../rules.ts';

export const meetingKeeps: Keeps = {
  columns: {
    meetings: {
      proposer_id: 'member',
      cancelled_by: 'member',
      slots: moment,
      state: code,
      message_channel_id: place,
      message_id: place,
    },
    meeting_choices: { user_id: 'member' },
  },
  async export(db, { guildId, userId }) {
    const proposed = await db
      .selectFrom('meetings')
      .innerJoin('teams', 'teams.id', 'meetings.team_id')
      .select(['teams.id', 'meetings.state', 'slot', 'minutes', 'meetings.created_at'])
      .where('guild_id', '=', guildId)
      .where('proposer_id', '=', userId)
      .orderBy('meetings.id')
      .execute();
    const cancelled = await db
      .selectFrom('meetings')
      .innerJoin('teams', 'teams.id', 'meetings.team_id')
      .select(['teams.id', 'slot'])
      .where('guild_id', '=', guildId)
      .where('cancelled_by', '=', userId)
      .orderBy('meetings.id')
      .execute();
    const chosen = await db
      .selectFrom('meeting_choices')
      .innerJoin('meetings', 'meetings.id', 'meeting_choices.meeting_id')
      .innerJoin('teams', 'teams.id', 'meetings.team_id')
      .select(['teams.id', 'meeting_choices.slot'])
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .orderBy('meetings.id')
      .execute();
    return {
      'meetings you proposed': proposed.map((row) => ({
        team: row.id,
        state: row.state,
        agreed: instant(row.slot),
        minutes: row.minutes,
        proposed: instant(row.created_at),
      })),
      'meetings you called off': cancelled.map((row) => ({ team: row.id, moment: instant(row.slot) })),
      'moments you chose': chosen.map((row) => ({
        team: row.id,
        moment: row.slot === NONE ? 'none of these' : instant(row.slot),
      })),
    };
  },
  async forget(trx, { guildId, userId, alias }) {
    const teams = trx.selectFrom('teams').select('id').where('guild_id', '=', guildId);
    const meetings = trx.selectFrom('meetings').select('id').where('team_id', 'in', teams);
    await trx
      .deleteFrom('meeting_choices')
      .where('user_id', '=', userId)
      .where('meeting_id', 'in', meetings)
      .execute();
    for (const column of ['proposer_id', 'cancelled_by'] as const)
      await trx
        .updateTable('meetings')
        .set({ [column]: alias })
        .where(column, '=', userId)
        .where('team_id', 'in', teams)
        .execute();
  },
  async erase(trx, guildId, limit) {
    const teams = trx.selectFrom('teams').select('id').where('guild_id', '=', guildId);
    const some = trx.selectFrom('meetings').select('id').where('team_id', 'in', teams).limit(limit);
    await trx.deleteFrom('meeting_choices').where('meeting_id', 'in', some).execute();
    const gone = await trx.deleteFrom('meetings').where('id', 'in', some).executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
