/** Where the cards and threads of projects stand. */
import { type Db, prepared } from '../../../platform/database/index.ts';

const cardStands = prepared((db, id: number, channelId: string | null, messageId: string | null) =>
  db
    .updateTable('projects')
    .set({ card_channel_id: channelId, card_message_id: messageId, card_revision: 0 })
    .where('id', '=', id)
    .returning('thread_id as threadId'),
);

/** Returns the thread it has, if it is still there. */
export async function recordCard(
  db: Db,
  id: number,
  card: { channelId: string; messageId: string } | null,
): Promise<{ threadId: string | null } | undefined> {
  return (await cardStands(db, id, card?.channelId ?? null, card?.messageId ?? null))[0];
}

export async function recordCardRevision(db: Db, id: number, revision: number): Promise<void> {
  await db
    .updateTable('projects')
    .set({ card_revision: revision })
    .where('id', '=', id)
    .where('card_revision', '<', revision)
    .execute();
}

const threadStands = prepared((db, id: number, threadId: string | null) =>
  db.updateTable('projects').set({ thread_id: threadId }).where('id', '=', id),
);

export async function recordThread(db: Db, id: number, threadId: string | null): Promise<void> {
  await threadStands(db, id, threadId);
}

/** A channel or thread was deleted: no card stands in it, no thread is it. */
export async function forgetChannel(trx: Db, guildId: string, channelId: string): Promise<void> {
  const projects = trx.updateTable('projects').where('guild_id', '=', guildId);
  await projects.set({ thread_id: null }).where('thread_id', '=', channelId).execute();
  await projects
    .set({ card_channel_id: null, card_message_id: null, thread_id: null })
    .where('card_channel_id', '=', channelId)
    .execute();
}

/** Projects that look for partners in a running cohort and have no card. */
export async function findLostCards(db: Db, guildId: string): Promise<number[]> {
  const rows = await db
    .selectFrom('projects')
    .innerJoin('cohorts', 'cohorts.id', 'projects.cohort_id')
    .select('projects.id')
    .where('projects.guild_id', '=', guildId)
    .where('projects.card_message_id', 'is', null)
    .where('projects.status', '=', 'looking')
    .where('cohorts.archived_at', 'is', null)
    .orderBy('projects.id')
    .execute();
  return rows.map(({ id }) => id);
}
