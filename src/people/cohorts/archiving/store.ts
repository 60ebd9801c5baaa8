import type { Db } from '../../../platform/database/index.ts';

/** False when it is archived already. */
export async function markArchived(trx: Db, id: number, now: number): Promise<boolean> {
  const row = await trx
    .updateTable('cohorts')
    .set({ archived_at: now })
    .where('id', '=', id)
    .where('archived_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether partners of a round are being told just now. */
export async function isPublishing(db: Db, id: number): Promise<boolean> {
  const row = await db
    .selectFrom('rounds')
    .select('id')
    .where('cohort_id', '=', id)
    .where('state', '=', 'publishing')
    .executeTakeFirst();
  return row !== undefined;
}
