import type { Db } from '../../../platform/database/index.ts';
import { code, instant, type Keeps } from '../../../platform/privacy/keeps.ts';

/** The marks of a server's entries, of one member where they are named. */
async function marksIn(db: Db, guildId: string, { userId, limit }: { userId?: string; limit?: number }) {
  const solutions = db.selectFrom('solutions').select('id').where('guild_id', '=', guildId);
  const blockers = db.selectFrom('blockers').select('id').where('guild_id', '=', guildId);
  let marks = db
    .selectFrom('entry_marks')
    .selectAll()
    .where((eb) =>
      eb.or([
        eb.and([eb('kind', '=', 'blocker'), eb('entry_id', 'in', blockers)]),
        eb.and([eb('kind', '=', 'solution'), eb('entry_id', 'in', solutions)]),
      ]),
    );
  if (userId !== undefined) marks = marks.where('user_id', '=', userId);
  if (limit !== undefined) marks = marks.limit(limit);
  return await marks.execute();
}

async function remove(trx: Db, marks: Awaited<ReturnType<typeof marksIn>>): Promise<void> {
  for (const { kind, entry_id, user_id, mark } of marks)
    await trx
      .deleteFrom('entry_marks')
      .where('kind', '=', kind)
      .where('entry_id', '=', entry_id)
      .where('user_id', '=', user_id)
      .where('mark', '=', mark)
      .execute();
}

export const markKeeps: Keeps = {
  columns: { entry_marks: { kind: code, user_id: 'member', mark: code } },
  async export(db, { guildId, userId }) {
    const marks = await marksIn(db, guildId, { userId });
    return {
      'what helped you or was outdated': marks.map((mark) => ({
        what: mark.kind,
        said: mark.mark,
        when: instant(mark.marked_at),
      })),
    };
  },
  async forget(trx, { guildId, userId }) {
    await remove(trx, await marksIn(trx, guildId, { userId }));
  },
  async erase(trx, guildId, limit) {
    const marks = await marksIn(trx, guildId, { limit });
    await remove(trx, marks);
    return marks.length;
  },
};
