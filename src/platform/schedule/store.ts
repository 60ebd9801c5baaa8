import type { Db } from '../database/index.ts';

/** Says that we live; returns when that was said last (ms), or undefined the first time. */
export async function beat(trx: Db, name: string, now: number): Promise<number | undefined> {
  const before = await trx.selectFrom('heartbeats').select('at').where('name', '=', name).executeTakeFirst();
  await trx
    .insertInto('heartbeats')
    .values({ name, at: now })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ at: now }))
    .execute();
  return before?.at;
}

export interface Absence {
  readonly id: number;
  readonly cause: 'process' | 'discord';
  /** ms UTC. */
  readonly from: number;
  readonly to: number;
}

export async function insertAbsence(trx: Db, absence: Omit<Absence, 'id'>): Promise<void> {
  await trx
    .insertInto('absences')
    .values({ cause: absence.cause, from_at: absence.from, to_at: absence.to, told_at: null })
    .execute();
}

export async function findUntold(db: Db): Promise<Absence[]> {
  const rows = await db
    .selectFrom('absences')
    .select(['id', 'cause', 'from_at as from', 'to_at as to'])
    .where('told_at', 'is', null)
    .orderBy('id')
    .execute();
  return rows;
}

/** False: somebody else told it already. */
export async function markTold(trx: Db, id: number, now: number): Promise<boolean> {
  const done = await trx
    .updateTable('absences')
    .set({ told_at: now })
    .where('id', '=', id)
    .where('told_at', 'is', null)
    .executeTakeFirst();
  return done.numUpdatedRows > 0n;
}
