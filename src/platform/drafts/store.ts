import type { Db } from '../database/index.ts';

export async function insertDraft(
  db: Db,
  draft: { id: string; guild_id: string; user_id: string; kind: string; content: string; expires_at: number },
): Promise<void> {
  await db.insertInto('drafts').values(draft).execute();
}

export async function findDraft(db: Db, id: string, userId: string, now: number) {
  return await db
    .selectFrom('drafts')
    .select(['kind', 'content'])
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .where('expires_at', '>', now)
    .executeTakeFirst();
}

export async function deleteExpired(db: Db, now: number): Promise<void> {
  await db.deleteFrom('drafts').where('expires_at', '<=', now).execute();
}

/** False when the draft is gone: it was used up, is too old, or is not that member's. */
export async function deleteDraft(trx: Db, id: string, userId: string): Promise<boolean> {
  const gone = await trx
    .deleteFrom('drafts')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return gone.numDeletedRows === 1n;
}
