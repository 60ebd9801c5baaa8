import { code, instant, type Keeps, place } from '../../../platform/privacy/keeps.ts';

export const submissionKeeps: Keeps = {
  columns: {
    submissions: { user_id: 'member', guild_id: place },
    submission_links: { user_id: 'member', kind: code, url: 'words', found: code },
  },
  async export(db, { guildId, userId }) {
    const rows = await db
      .selectFrom('submissions')
      .leftJoin('submission_links', (join) =>
        join
          .onRef('submission_links.project_id', '=', 'submissions.project_id')
          .onRef('submission_links.user_id', '=', 'submissions.user_id'),
      )
      .select(['submissions.project_id', 'kind', 'url', 'handed_in_at'])
      .where('submissions.guild_id', '=', guildId)
      .where('submissions.user_id', '=', userId)
      .orderBy('submissions.project_id')
      .orderBy('kind')
      .execute();
    return {
      'handed in': rows.map((row) => ({
        project: row.project_id,
        what: row.kind,
        link: row.url,
        'handed in': instant(row.handed_in_at),
      })),
    };
  },
  /** The links go with them. */
  async forget(trx, { guildId, userId }) {
    await trx
      .deleteFrom('submissions')
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .execute();
  },
  async erase(trx, guildId, limit) {
    const some = trx
      .selectFrom('submissions')
      .select('project_id')
      .where('guild_id', '=', guildId)
      .limit(limit);
    const gone = await trx.deleteFrom('submissions').where('project_id', 'in', some).executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
