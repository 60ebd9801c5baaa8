import type { Db } from '../../../platform/database/index.ts';
import { code, type Forgotten, instant, type Keeps, place } from '../../../platform/privacy/keeps.ts';

export const solutionKeeps: Omit<Keeps, 'forget'> = {
  columns: {
    solutions: {
      guild_id: place,
      user_id: 'member',
      author_id: 'member',
      title: 'words',
      root_cause: 'words',
      diagnosis: 'words',
      solution: 'words',
      lesson: 'words',
      technologies: 'words',
      state: code,
      source: place,
      channel_id: place,
      message_id: place,
    },
  },
  async words(db, { guildId, userId }) {
    const rows = await db
      .selectFrom('solutions')
      .select('title')
      .where('guild_id', '=', guildId)
      .where('author_id', '=', userId)
      .execute();
    return rows.map(({ title }) => title);
  },
  /** What everybody reads stays to be found, without a name. */
  async messages(db, { guildId, userId }) {
    const rows = await db
      .selectFrom('solutions')
      .select(['channel_id as channelId', 'message_id as messageId', 'state', 'public_at'])
      .where('guild_id', '=', guildId)
      .where((eb) => eb.or([eb('author_id', '=', userId), eb('user_id', '=', userId)]))
      .where('message_id', 'is not', null)
      .execute();
    return rows.flatMap(({ channelId, messageId, state, public_at }) =>
      channelId === null || messageId === null
        ? []
        : [
            {
              channelId,
              messageId,
              ...(state === 'shared' && public_at !== null ? { without: userId } : {}),
            },
          ],
    );
  },
  async export(db, { guildId, userId }) {
    const rows = await db
      .selectFrom('solutions')
      .selectAll()
      .where('guild_id', '=', guildId)
      .where('author_id', '=', userId)
      .orderBy('id')
      .execute();
    return {
      solutions: rows.map((row) => ({
        title: row.title,
        technologies: row.technologies,
        'root cause': row.root_cause,
        diagnosis: row.diagnosis,
        solution: row.solution,
        lesson: row.lesson,
        written: instant(row.created_at),
      })),
    };
  },
  async erase(trx, guildId, limit) {
    const some = trx.selectFrom('solutions').select('id').where('guild_id', '=', guildId).limit(limit);
    const gone = await trx.deleteFrom('solutions').where('id', 'in', some).executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};

/** What everybody reads stays without a name; the rest of theirs goes. Returns the ids of what stays. */
export async function forgetSolutions(trx: Db, { guildId, userId }: Forgotten): Promise<number[]> {
  const mine = trx
    .deleteFrom('solutions')
    .where('guild_id', '=', guildId)
    .where((eb) => eb.or([eb('author_id', '=', userId), eb('user_id', '=', userId)]));
  await mine.where('state', '<>', 'shared').execute();
  await mine.where('public_at', 'is', null).execute();
  const stays: number[] = [];
  for (const column of ['author_id', 'user_id'] as const) {
    const rows = await trx
      .updateTable('solutions')
      .set({ [column]: null })
      .where('guild_id', '=', guildId)
      .where(column, '=', userId)
      .returning('id')
      .execute();
    stays.push(...rows.map(({ id }) => id));
  }
  return [...new Set(stays)];
}
