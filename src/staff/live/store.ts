import type { Selectable } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import type { StatusCardTable } from './tables.ts';

export type StatusCard = Selectable<StatusCardTable>;

export async function findCard(db: Db, cohortId: number): Promise<StatusCard | undefined> {
  return await db.selectFrom('status_cards').selectAll().where('cohort_id', '=', cohortId).executeTakeFirst();
}

/** One that is posted next; undefined while another one stands, or is on its way. */
export async function insertCard(
  trx: Db,
  card: { cohortId: number; guildId: string; now: number },
): Promise<StatusCard | undefined> {
  return await trx
    .insertInto('status_cards')
    .values({
      cohort_id: card.cohortId,
      guild_id: card.guildId,
      revision: card.now,
      seen: '',
      looked_at: card.now,
      channel_id: null,
      message_id: null,
    })
    .onConflict((clash) => clash.doNothing())
    .returningAll()
    .executeTakeFirst();
}

export async function deleteCard(trx: Db, cohortId: number): Promise<StatusCard | undefined> {
  return await trx
    .deleteFrom('status_cards')
    .where('cohort_id', '=', cohortId)
    .returningAll()
    .executeTakeFirst();
}

/** A channel was deleted, and what stood in it. */
export async function deleteCardsIn(trx: Db, guildId: string, channelId: string): Promise<void> {
  await trx
    .deleteFrom('status_cards')
    .where('guild_id', '=', guildId)
    .where('channel_id', '=', channelId)
    .execute();
}

/** False when it was taken away while it was being sent, or another one stands. */
export async function recordCard(
  trx: Db,
  cohortId: number,
  at: { channelId: string; messageId: string },
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('status_cards')
    .set({ channel_id: at.channelId, message_id: at.messageId })
    .where('cohort_id', '=', cohortId)
    .where('message_id', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Cards of running cohorts that were last looked at by then (ms). */
export async function findDue(db: Db, until: number): Promise<StatusCard[]> {
  return await db
    .selectFrom('status_cards')
    .innerJoin('cohorts', 'cohorts.id', 'status_cards.cohort_id')
    .selectAll('status_cards')
    .where('cohorts.archived_at', 'is', null)
    .where('status_cards.message_id', 'is not', null)
    .where('status_cards.looked_at', '<=', until)
    .orderBy('status_cards.cohort_id')
    .execute();
}

/** The card's new revision when it shows something else now; undefined when it does not, or somebody else looked. */
export async function recordLook(
  trx: Db,
  card: StatusCard,
  look: { seen: string; now: number },
): Promise<number | undefined> {
  const isNew = look.seen !== card.seen;
  const row = await trx
    .updateTable('status_cards')
    .set((eb) => ({
      seen: look.seen,
      looked_at: look.now,
      revision: eb('revision', '+', isNew ? 1 : 0),
    }))
    .where('cohort_id', '=', card.cohort_id)
    .where('looked_at', '=', card.looked_at)
    .returning('revision')
    .executeTakeFirst();
  return isNew ? row?.revision : undefined;
}
