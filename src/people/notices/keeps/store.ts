import { sql } from 'kysely';
import { code, instant, type Keeps, place } from '../../../platform/privacy/keeps.ts';
import { containing, spellings } from '../../../platform/privacy/words.ts';

/** What stands in a line in place of a word that is forgotten. */
const UNSAID = ':"…"';
/** How long a line waits to be read, in ms. */
const KEPT = 90 * 86_400_000;

export const noticeKeeps: Keeps = {
  columns: {
    notices: { guild_id: place, user_id: 'member', key: code, params: 'both', subject: 'both' },
  },
  async export(db, { guildId, userId }) {
    const lines = await db
      .selectFrom('notices')
      .select(['key', 'created_at'])
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .orderBy('id')
      .execute();
    return {
      'lines that wait for you': lines.map(({ key, created_at }) => ({
        about: key,
        since: instant(created_at),
      })),
    };
  },
  /** Others still hear what happened, without the name and the title. */
  async forget(trx, { guildId, userId, alias, words }) {
    for (const word of spellings(words))
      await trx
        .updateTable('notices')
        .set({ params: sql<string>`replace(params, ${`:"${word}"`}, ${UNSAID})` })
        .where('guild_id', '=', guildId)
        .where(sql<boolean>`params like ${containing(`:"${word}"`)} escape '!'`)
        .execute();
    const says = spellings(words).map((word) => sql<boolean>`params like ${containing(word)} escape '!'`);
    await trx
      .deleteFrom('notices')
      .where('guild_id', '=', guildId)
      .where((eb) => eb.or([eb('user_id', '=', userId), ...says]))
      .execute();
    await trx
      .updateTable('notices')
      .set({
        params: sql<string>`replace(params, ${userId}, ${alias})`,
        subject: sql<string | null>`replace(subject, ${userId}, ${alias})`,
      })
      .where('guild_id', '=', guildId)
      .where((eb) =>
        eb.or([eb('params', 'like', containing(userId)), eb('subject', 'like', containing(userId))]),
      )
      .execute();
  },
  async expire(trx, now) {
    const old = trx
      .selectFrom('notices')
      .select('id')
      .where('created_at', '<', now - KEPT)
      .limit(500);
    await trx.deleteFrom('notices').where('id', 'in', old).execute();
  },
  async erase(trx, guildId, limit) {
    const some = trx.selectFrom('notices').select('id').where('guild_id', '=', guildId).limit(limit);
    const gone = await trx.deleteFrom('notices').where('id', 'in', some).executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
