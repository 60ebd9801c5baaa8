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

export async function deleteInteractions(trx: Db, before: number): Promise<void> {
  await trx.deleteFrom('used_interactions').where('used_at', '<', before).execute();
}
