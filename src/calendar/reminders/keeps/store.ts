import { code, instant, type Keeps, moment, place } from '../../../platform/privacy/keeps.ts';

export const reminderKeeps: Keeps = {
  columns: {
    reminders: {
      guild_id: place,
      owner_id: 'member',
      what: 'words',
      zone: moment,
      recurrence: moment,
      state: code,
    },
    reminder_steps: { step: code, time: moment, text: { none: 'what staff say to a whole cohort' } },
    reminder_runs: { step: code, occurrence: moment, date: moment, state: code, note: code },
    reminder_receipts: {
      guild_id: place,
      user_id: 'member',
      cohort_date: moment,
      member_date: moment,
      step: code,
      occurrence: moment,
    },
    reminder_mutes: { guild_id: place, user_id: 'member', step: code },
    reminder_starters: { user_id: 'member' },
  },
  async export(db, { guildId, userId }) {
    const own = await db
      .selectFrom('reminders')
      .selectAll()
      .where('guild_id', '=', guildId)
      .where('owner_id', '=', userId)
      .orderBy('id')
      .execute();
    const muted = await db
      .selectFrom('reminder_mutes')
      .select(['step', 'created_at'])
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .execute();
    const received = await db
      .selectFrom('reminder_receipts')
      .select(['step', 'sent_at'])
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .orderBy('sent_at')
      .execute();
    return {
      'your reminders': own.map((row) => ({
        what: row.what,
        'for team': row.team_id,
        due: instant(row.due_at),
        'time zone': row.zone,
        repeats: row.recurrence,
        state: row.state,
        set: instant(row.created_at),
      })),
      'reminders you muted': muted.map((row) => ({ step: row.step, since: instant(row.created_at) })),
      'reminders of the programme you got': received.map((row) => ({
        step: row.step,
        at: instant(row.sent_at),
      })),
    };
  },
  async forget(trx, { guildId, userId }) {
    const cohorts = trx.selectFrom('cohorts').select('id').where('guild_id', '=', guildId);
    await trx
      .deleteFrom('reminder_receipts')
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .execute();
    await trx
      .deleteFrom('reminder_mutes')
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .execute();
    await trx
      .deleteFrom('reminder_starters')
      .where('user_id', '=', userId)
      .where('cohort_id', 'in', cohorts)
      .execute();
    await trx
      .deleteFrom('reminders')
      .where('guild_id', '=', guildId)
      .where('owner_id', '=', userId)
      .execute();
  },
  async erase(trx, guildId, limit) {
    const cohorts = trx.selectFrom('cohorts').select('id').where('guild_id', '=', guildId);
    const own = trx.selectFrom('reminders').select('id').where('guild_id', '=', guildId).limit(limit);
    const runs = trx.selectFrom('reminder_runs').select('id').where('cohort_id', 'in', cohorts).limit(limit);
    const got = trx
      .selectFrom('reminder_receipts')
      .select('user_id')
      .where('guild_id', '=', guildId)
      .limit(limit);
    const late = trx
      .selectFrom('reminder_starters')
      .select('user_id')
      .where('cohort_id', 'in', cohorts)
      .limit(limit);
    const gone = [
      await trx.deleteFrom('reminders').where('id', 'in', own).executeTakeFirst(),
      await trx.deleteFrom('reminder_runs').where('id', 'in', runs).executeTakeFirst(),
      await trx.deleteFrom('reminder_mutes').where('guild_id', '=', guildId).executeTakeFirst(),
      await trx.deleteFrom('reminder_steps').where('cohort_id', 'in', cohorts).executeTakeFirst(),
      await trx
        .deleteFrom('reminder_receipts')
        .where('guild_id', '=', guildId)
        .where('user_id', 'in', got)
        .executeTakeFirst(),
      await trx
        .deleteFrom('reminder_starters')
        .where('cohort_id', 'in', cohorts)
        .where('user_id', 'in', late)
        .executeTakeFirst(),
    ];
    return gone.reduce((sum, { numDeletedRows }) => sum + Number(numDeletedRows), 0);
  },
};
