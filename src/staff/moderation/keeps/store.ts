import { code, instant, type Keeps, place } from '../../../platform/privacy/keeps.ts';

export const moderationKeeps: Keeps = {
  columns: {
    cases: {
      guild_id: place,
      kind: code,
      about_id: 'member',
      snapshot: 'words',
      closed_by: 'member',
      outcome: code,
    },
    case_reports: { reporter_id: 'member', reason: 'words' },
    case_lists: { guild_id: place, channel_id: place, message_id: place },
  },
  async export(db, { guildId, userId }) {
    const rows = await db
      .selectFrom('case_reports')
      .innerJoin('cases', 'cases.id', 'case_reports.case_id')
      .select(['cases.kind', 'cases.outcome', 'case_reports.reason', 'case_reports.at'])
      .where('cases.guild_id', '=', guildId)
      .where('case_reports.reporter_id', '=', userId)
      .orderBy('case_reports.at')
      .execute();
    return {
      'what you reported': rows.map((row) => ({
        what: row.kind,
        why: row.reason,
        at: instant(row.at),
        outcome: row.outcome,
      })),
    };
  },
  /** What an open case is about stays, under an alias, until staff have closed it. */
  async forget(trx, { guildId, userId, alias }) {
    const here = trx.selectFrom('cases').select('id').where('guild_id', '=', guildId);
    await trx
      .updateTable('case_reports')
      .set({ reporter_id: alias, reason: null })
      .where('reporter_id', '=', userId)
      .where('case_id', 'in', here)
      .execute();
    for (const column of ['about_id', 'closed_by'] as const)
      await trx
        .updateTable('cases')
        .set({ [column]: alias })
        .where('guild_id', '=', guildId)
        .where(column, '=', userId)
        .execute();
  },
  async erase(trx, guildId, limit) {
    await trx.deleteFrom('case_lists').where('guild_id', '=', guildId).execute();
    const some = trx.selectFrom('cases').select('id').where('guild_id', '=', guildId).limit(limit);
    await trx.deleteFrom('case_reports').where('case_id', 'in', some).execute();
    const gone = await trx.deleteFrom('cases').where('id', 'in', some).executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
