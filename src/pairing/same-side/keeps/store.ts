import { instant, type Keeps, place } from '../../../platform/privacy/keeps.ts';

export const studyKeeps: Keeps = {
  columns: { studies: { guild_id: place, user_id: 'member', partner_id: 'member', thread_id: place } },
  /** Their thread is called after both. */
  async messages(db, { guildId, userId }) {
    const studies = await db
      .selectFrom('studies')
      .select(['id', 'thread_id'])
      .where('guild_id', '=', guildId)
      .where((eb) => eb.or([eb('user_id', '=', userId), eb('partner_id', '=', userId)]))
      .execute();
    return studies.flatMap(({ id, thread_id: threadId }) =>
      threadId === null ? [] : [{ threadId, name: `#${id}` }],
    );
  },
  async export(db, { guildId, userId }) {
    const studies = await db
      .selectFrom('studies')
      .select(['began_at', 'ended_at'])
      .where('guild_id', '=', guildId)
      .where((eb) => eb.or([eb('user_id', '=', userId), eb('partner_id', '=', userId)]))
      .orderBy('id')
      .execute();
    return {
      'study partners, without their names': studies.map((row) => ({
        since: instant(row.began_at),
        ended: instant(row.ended_at),
      })),
    };
  },
  async forget(trx, { guildId, userId }) {
    await trx
      .deleteFrom('studies')
      .where('guild_id', '=', guildId)
      .where((eb) => eb.or([eb('user_id', '=', userId), eb('partner_id', '=', userId)]))
      .execute();
  },
  async erase(trx, guildId, limit) {
    const some = trx.selectFrom('studies').select('id').where('guild_id', '=', guildId).limit(limit);
    const gone = await trx.deleteFrom('studies').where('id', 'in', some).executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
