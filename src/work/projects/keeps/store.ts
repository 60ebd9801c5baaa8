import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { code, instant, type Keeps, place, type Shown } from '../../../platform/privacy/keeps.ts';

export const projectKeeps: Keeps = {
  columns: {
    projects: {
      guild_id: place,
      owner_id: 'member',
      title: 'words',
      title_key: 'words',
      brief: code,
      summary: 'words',
      track: code,
      api: code,
      stack: 'words',
      repo: 'words',
      docs: 'words',
      status: code,
      status_at_departure: code,
      card_channel_id: place,
      card_message_id: place,
      thread_id: place,
    },
    project_follows: { user_id: 'member' },
  },
  async words(db, { guildId, userId }) {
    const own = await db
      .selectFrom('projects')
      .select('title')
      .where('guild_id', '=', guildId)
      .where('owner_id', '=', userId)
      .execute();
    return own.map(({ title }) => title);
  },
  async messages(db, { guildId, userId }) {
    const own = await db
      .selectFrom('projects')
      .select(['id', 'card_channel_id', 'card_message_id', 'thread_id'])
      .where('guild_id', '=', guildId)
      .where('owner_id', '=', userId)
      .execute();
    const found: Shown[] = [];
    for (const { id, card_channel_id: channelId, card_message_id: messageId, thread_id: threadId } of own) {
      if (channelId !== null && messageId !== null) found.push({ channelId, messageId });
      if (threadId !== null) found.push({ threadId, name: `#${id}` });
      found.push(...(await newsOf(db, guildId, id)));
    }
    return found;
  },
  async export(db, { guildId, userId }) {
    const own = await db
      .selectFrom('projects')
      .selectAll()
      .where('guild_id', '=', guildId)
      .where('owner_id', '=', userId)
      .orderBy('id')
      .execute();
    const followed = await db
      .selectFrom('project_follows')
      .innerJoin('projects', 'projects.id', 'project_follows.project_id')
      .select(['projects.id', 'project_follows.created_at'])
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .orderBy('projects.id')
      .execute();
    return {
      'your projects': own.map((row) => ({
        number: row.id,
        title: row.title,
        project: row.brief,
        summary: row.summary,
        side: row.track,
        API: row.api,
        technologies: JSON.parse(row.stack) as string[],
        'partners wanted': row.partners,
        'places taken': row.places_taken,
        repository: row.repo,
        documentation: row.docs,
        status: row.status,
        announced: instant(row.created_at),
      })),
      'projects you follow': followed.map((row) => ({ number: row.id, since: instant(row.created_at) })),
    };
  },
  /** A project stays as a number: requests, pairs and rounds refer to it. */
  async forget(trx, { guildId, userId, alias }) {
    const projects = trx.selectFrom('projects').select('id').where('guild_id', '=', guildId);
    await trx
      .deleteFrom('project_follows')
      .where('user_id', '=', userId)
      .where('project_id', 'in', projects)
      .execute();
    await trx
      .deleteFrom('project_follows')
      .where('project_id', 'in', projects.where('owner_id', '=', userId))
      .execute();
    const numbered = sql<string>`'#' || id`;
    await trx
      .updateTable('projects')
      .set((eb) => ({
        owner_id: alias,
        title: numbered,
        title_key: numbered,
        summary: '',
        stack: '[]',
        repo: null,
        docs: null,
        status_at_departure: null,
        card_channel_id: null,
        card_message_id: null,
        revision: eb('revision', '+', 1),
      }))
      .where('guild_id', '=', guildId)
      .where('owner_id', '=', userId)
      .execute();
  },
  async detach(trx, guildId) {
    await trx
      .updateTable('projects')
      .set({ team_id: null, continues_id: null })
      .where('guild_id', '=', guildId)
      .execute();
  },
  async erase(trx, guildId, limit) {
    const some = trx.selectFrom('projects').select('id').where('guild_id', '=', guildId).limit(limit);
    await trx.deleteFrom('project_follows').where('project_id', 'in', some).execute();
    const gone = await trx.deleteFrom('projects').where('id', 'in', some).executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};

/** What was told of a project to others: its title is put in when it is sent. */
async function newsOf(db: Db, guildId: string, projectId: number): Promise<Shown[]> {
  const rows = await db
    .selectFrom('outbox')
    .select(['channel_id', 'message_id'])
    .where('guild_id', '=', guildId)
    .where('state', '=', 'sent')
    .where((eb) =>
      eb.or([
        eb('payload', 'like', `%"projectId":${projectId},%`),
        eb('payload', 'like', `%"projectId":${projectId}}%`),
      ]),
    )
    .execute();
  return rows.flatMap(({ channel_id: channelId, message_id: messageId }) =>
    channelId === null || messageId === null ? [] : [{ channelId, messageId }],
  );
}
