import type { Db } from '../../../platform/database/index.ts';
import { code, instant, type Keeps, type Whose } from '../../../platform/privacy/keeps.ts';

/** What a member marked of a server's entries. */
async function marksOf(db: Db, { guildId, userId }: Whose) {
  const solutions = db.selectFrom('solutions').select('id').where('guild_id', '=', guildId);
  const blockers = db.selectFrom('blockers').select('id').where('guild_id', '=', guildId);
  return await db
    .selectFrom('entry_marks')
    .selectAll()
    .where((eb) =>
      eb.or([
        eb.and([eb('kind', '=', 'blocker'), eb('entry_id', 'in', blockers)]),
        eb.and([eb('kind', '=', 'solution'), eb('entry_id', 'in', solutions)]),
      ]),
    )
    .where('user_id', '=', userId)
    .execute();
}

async function remove(trx: Db, marks: Awaited<ReturnType<typeof marksOf>>): Promise<void> {
  for (const { kind, entry_id, user_id, mark } of marks)
    await trx
      .deleteFrom('entry_marks')
      .where('kind', '=', kind)
      .where('entry_id', '=', entry_id)
      .where('user_id', '=', user_id)
      .where('mark', '=', mark)
      .execute();
}

/** With an entry its marks go (migrations/0039-marks-go.ts), so that those of a server go with it. */
export const markKeeps: Keeps = {
  columns: { entry_marks: { kind: code, user_id: 'member', mark: code } },
  async export(db, whose) {
    const marks = await marksOf(db, whose);
    return {
      'what helped you or was outdated': marks.map((mark) => ({
        what: mark.kind,
        said: mark.mark,
        when: instant(mark.marked_at),
      })),
    };
  },
  async forget(trx, whose) {
    await remove(trx, await marksOf(trx, whose));
  },
};
