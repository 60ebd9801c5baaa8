import type { Db } from '../../platform/database/index.ts';
import type { Entry, Mark } from './rules.ts';

/** False when they had said so already. */
export async function insertMark(
  trx: Db,
  { entry, userId, mark, now }: { entry: Entry; userId: string; mark: Mark; now: number },
): Promise<boolean> {
  const added = await trx
    .insertInto('entry_marks')
    .values({ kind: entry.kind, entry_id: entry.id, user_id: userId, mark, marked_at: now })
    .onConflict((clash) => clash.doNothing())
    .executeTakeFirst();
  return added.numInsertedOrUpdatedRows === 1n;
}

/** How many say so of an entry. */
export async function countMarks(db: Db, entry: Entry): Promise<Record<Mark, number>> {
  const rows = await db
    .selectFrom('entry_marks')
    .select(['mark', (eb) => eb.fn.countAll<number | string>().as('count')])
    .where('kind', '=', entry.kind)
    .where('entry_id', '=', entry.id)
    .groupBy('mark')
    .execute();
  const of = (mark: Mark): number => Number(rows.find((row) => row.mark === mark)?.count ?? 0);
  return { helped: of('helped'), outdated: of('outdated') };
}
