import { type Db, prepared } from '../database/index.ts';

const insertOne = prepared((db, id: string, now: number) =>
  db
    .insertInto('used_interactions')
    .values({ id, used_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id'),
);

/** False when the interaction has been used up. */
export async function insertInteraction(trx: Db, id: string, now: number): Promise<boolean> {
  return (await insertOne(trx, id, now)).length > 0;
}

export async function isInteractionUsed(db: Db, id: string): Promise<boolean> {
  const row = await db.selectFrom('used_interactions').select('id').where('id', '=', id).executeTakeFirst();
  return row !== undefined;
}

export async function deleteInteractions(trx: Db, before: number): Promise<void> {
  await trx.deleteFrom('used_interactions').where('used_at', '<', before).execute();
}
