import type { Db } from '../database/index.ts';

/** False when the interaction has been used up. */
export async function insertInteraction(trx: Db, id: string, now: number): Promise<boolean> {
  const added = await trx
    .insertInto('used_interactions')
    .values({ id, used_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return added.numInsertedOrUpdatedRows === 1n;
}

export async function deleteInteractions(trx: Db, before: number): Promise<void> {
  await trx.deleteFrom('used_interactions').where('used_at', '<', before).execute();
}
