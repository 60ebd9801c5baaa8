import type { Db } from '../../../platform/database/index.ts';
import {
  code,
  type Forgotten,
  instant,
  type Keeps,
  place,
  type Shown,
  type Whose,
} from '../../../platform/privacy/keeps.ts';

export const blockerKeeps: Omit<Keeps, 'forget'> = {
  columns: {
    blockers: {
      guild_id: place,
      owner_id: 'member',
      title: 'words',
      details: 'words',
      technologies: 'words',
      state: code,
      opener_id: 'member',
      source: place,
      taker_id: 'member',
      root_cause: 'words',
      diagnosis: 'words',
      solution: 'words',
      lesson: 'words',
      channel_id: place,
      message_id: place,
      thread_id: place,
    },
    blocker_helpers: { user_id: 'member' },
    blocker_answers: {
      message_id: place,
      channel_id: place,
      author_id: 'member',
      text: 'words',
      marker_id: 'member',
    },
  },
  async words(db, { guildId, userId }) {
    const rows = await db
      .selectFrom('blockers')
      .select('title')
      .where('guild_id', '=', guildId)
      .where('owner_id', '=', userId)
      .execute();
    return rows.map(({ title }) => title);
  },
  /** Their cards; what is solved stays to be found, without a name. */
  async messages(db, { guildId, userId }) {
    const own = await db
      .selectFrom('blockers')
      .select(['id', 'channel_id', 'message_id', 'thread_id'])
      .where('guild_id', '=', guildId)
      .where('owner_id', '=', userId)
      .execute();
    const found: Shown[] = [];
    for (const { id, channel_id: channelId, message_id: messageId, thread_id: threadId } of own) {
      if (channelId !== null && messageId !== null) found.push({ channelId, messageId });
      if (threadId !== null) found.push({ threadId, name: `#${id}` });
    }
    return found;
  },
  async export(db, { guildId, userId }) {
    const own = await db
      .selectFrom('blockers')
      .selectAll()
      .where('guild_id', '=', guildId)
      .where('owner_id', '=', userId)
      .orderBy('id')
      .execute();
    const answers = await db
      .selectFrom('blocker_answers')
      .innerJoin('blockers', 'blockers.id', 'blocker_answers.blocker_id')
      .select(['blocker_answers.text', 'blocker_answers.marked_at'])
      .where('blockers.guild_id', '=', guildId)
      .where('blocker_answers.author_id', '=', userId)
      .execute();
    return {
      blockers: own.map((row) => ({
        title: row.title,
        details: row.details,
        technologies: row.technologies,
        state: row.state,
        'root cause': row.root_cause,
        diagnosis: row.diagnosis,
        solution: row.solution,
        lesson: row.lesson,
        opened: instant(row.created_at),
        ended: instant(row.ended_at),
      })),
      'answers that solved something': answers.map((row) => ({
        text: row.text,
        when: instant(row.marked_at),
      })),
    };
  },
  async erase(trx, guildId, limit) {
    const rows = await trx
      .selectFrom('blockers')
      .select('id')
      .where('guild_id', '=', guildId)
      .limit(limit)
      .execute();
    const ids = rows.map(({ id }) => id);
    if (ids.length === 0) return 0;
    await trx.deleteFrom('blocker_helpers').where('blocker_id', 'in', ids).execute();
    await trx.deleteFrom('blocker_answers').where('blocker_id', 'in', ids).execute();
    await trx.deleteFrom('blockers').where('id', 'in', ids).execute();
    return ids.length;
  },
};

/**
 * What is solved and public stays without a name, because others find it; everything else of theirs goes, and what they
 * answered, offered, took or marked. Returns the ids of what stays.
 */
export async function forgetBlockers(trx: Db, { guildId, userId, alias }: Forgotten): Promise<number[]> {
  const ofServer = trx.selectFrom('blockers').select('id').where('guild_id', '=', guildId);
  const theirs = ofServer.where('owner_id', '=', userId);
  const kept = theirs.where('state', '=', 'solved').where('public_at', 'is not', null);
  const ids = (await theirs.execute()).map(({ id }) => id);
  const stays = new Set((await kept.execute()).map(({ id }) => id));
  const goes = ids.filter((id) => !stays.has(id));
  if (goes.length > 0) {
    await trx.deleteFrom('blocker_helpers').where('blocker_id', 'in', goes).execute();
    await trx.deleteFrom('blocker_answers').where('blocker_id', 'in', goes).execute();
    await trx.deleteFrom('blockers').where('id', 'in', goes).execute();
  }
  await trx
    .updateTable('blockers')
    .set({ owner_id: null, channel_id: null, message_id: null })
    .where('guild_id', '=', guildId)
    .where('owner_id', '=', userId)
    .execute();
  await trx
    .deleteFrom('blockers')
    .where('guild_id', '=', guildId)
    .where('opener_id', '=', userId)
    .where('state', '=', 'asked')
    .execute();
  for (const column of ['opener_id', 'taker_id'] as const)
    await trx
      .updateTable('blockers')
      .set({ [column]: null })
      .where('guild_id', '=', guildId)
      .where(column, '=', userId)
      .execute();
  await trx
    .deleteFrom('blocker_helpers')
    .where('user_id', '=', userId)
    .where('blocker_id', 'in', ofServer)
    .execute();
  await trx
    .updateTable('blocker_answers')
    .set({ author_id: null, text: '' })
    .where('author_id', '=', userId)
    .where('blocker_id', 'in', ofServer)
    .execute();
  await trx
    .updateTable('blocker_answers')
    .set({ marker_id: alias })
    .where('marker_id', '=', userId)
    .where('blocker_id', 'in', ofServer)
    .execute();
  return [...stays];
}

/** Blockers of others whose card says the title of a project of theirs. */
export async function findOnProjectsOf(db: Db, { guildId, userId }: Whose): Promise<number[]> {
  const projects = db
    .selectFrom('projects')
    .select('id')
    .where('guild_id', '=', guildId)
    .where('owner_id', '=', userId);
  const rows = await db
    .selectFrom('blockers')
    .select('id')
    .where('project_id', 'in', projects)
    .where((eb) => eb.or([eb('owner_id', 'is', null), eb('owner_id', '<>', userId)]))
    .execute();
  return rows.map(({ id }) => id);
}
