import type { Insertable, Selectable } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import type { Learning } from './rules.ts';
import type { LearningTable } from './tables.ts';

function learningOf(row: Selectable<LearningTable>): Learning {
  return {
    id: row.id,
    guildId: row.guild_id,
    cohortId: row.cohort_id,
    userId: row.user_id,
    kind: row.kind,
    text: row.text,
    week: row.week,
    sharedAt: row.shared_at,
    createdAt: row.created_at,
  };
}

/** In the order given. */
export async function insertLearnings(
  trx: Db,
  entries: readonly Insertable<LearningTable>[],
): Promise<Learning[]> {
  if (entries.length === 0) return [];
  const rows = await trx
    .insertInto('learnings')
    .values([...entries])
    .returningAll()
    .execute();
  return rows.map(learningOf).toSorted((a, b) => a.id - b.id);
}

/** A member's own in a cohort, by week, oldest first. */
export async function findOfMember(db: Db, cohortId: number, userId: string): Promise<Learning[]> {
  const rows = await db
    .selectFrom('learnings')
    .selectAll()
    .where('user_id', '=', userId)
    .where('cohort_id', '=', cohortId)
    .orderBy('week')
    .orderBy('id')
    .execute();
  return rows.map(learningOf);
}

/** Those that were their owner's alone; what is shared already, or is somebody else's, is left out. */
export async function shareLearnings(
  trx: Db,
  { ids, userId, now }: { ids: readonly number[]; userId: string; now: number },
): Promise<Learning[]> {
  if (ids.length === 0) return [];
  const rows = await trx
    .updateTable('learnings')
    .set({ shared_at: now })
    .where('id', 'in', ids)
    .where('user_id', '=', userId)
    .where('shared_at', 'is', null)
    .returningAll()
    .execute();
  return rows.map(learningOf);
}

/** Undefined when it is gone already, or is not theirs. */
export async function deleteLearning(trx: Db, id: number, userId: string): Promise<Learning | undefined> {
  const row = await trx
    .deleteFrom('learnings')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : learningOf(row);
}
